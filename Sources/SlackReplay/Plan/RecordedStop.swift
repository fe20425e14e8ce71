import RepriseFloor
import SlackWire

/// Where a recording stopped while its bot was at work: what the bot did beyond that nobody knows.
///
/// That the bot was at work tell three things: calls that have no outcome, or whose outcome is that they were given
/// up at the very end; events about which it did nothing but acknowledge them, so near to the end that it had had no time
/// for them, judged by how long it took for others; and, if it went away without a goodbye or the recording was cut, answers so
/// near to the end that it had had no time to go on, judged by how long it ever did nothing before it did something. A
/// bot that had its answers, and time, was done.
struct RecordedStop: Sendable {
    /// The longest time that a bot needs to begin with an event (Slack asks for three seconds).
    static let longestReaction: Int64 = 3_000_000
    /// The time that a bot may always need to begin or to go on: a short recording shows little of how long it takes.
    static let shortestThinking: Int64 = 250_000
    /// How near to the end calls are given up because of the end.
    fileprivate static let givingUpTime: Int64 = 1_000_000

    /// What the bot was doing: calls without an answer.
    let actionsUnderWay: [Int]
    /// The events that the bot may not have been done with.
    let unfinished: Set<FrameRef>
    /// Their conversations and people, by their hashes.
    let conversations: Set<UInt64>
    /// The calls with whose answers the bot may not have been done.
    let unfinishedCalls: Set<Int>
    /// From when on they have their answers, in microseconds.
    let answersSince: Int64

    /// - Returns: `nil` if the bot was not at work.
    init?(_ timeline: RecordedTimeline) {
        // What a bot does when it is asked to end is no sign of what it was at.
        let end = max(0, min(timeline.latest, timeline.process.asked?.at ?? .max))
        let calls = timeline.calls.indices.filter { call in
            guard let outcome = timeline.calls[call].outcome else { return true }
            return outcome.kind == .cancelled
                && timeline.end(ofCall: call) >= end - Self.givingUpTime
        }.map { timeline.calls[$0] }
        actionsUnderWay = calls.map(\.action)
        let reaction = max(timeline.reactionTime, Self.shortestThinking)
        var since = max(0, end - min(reaction, Self.longestReaction))
        var latest = timeline.latestActions(since: since)
        if let first = calls.map(\.at).min() {
            since = first - timeline.longestReaction
            latest = [:]
        }
        var unfinished: Set<FrameRef> = []
        var conversations: Set<UInt64> = []
        for (socket, recorded) in timeline.sockets.enumerated() {
            for place in recorded.frames.indices.reversed() {
                let frame = recorded.frames[place]
                guard frame.at >= since else { break }
                let numbers = [frame.channel, frame.person].filter { $0 != 0 }
                guard frame.isNews, !numbers.isEmpty,
                    numbers.allSatisfy({ latest[$0] ?? 0 < frame.entry })
                else { continue }
                unfinished.insert(FrameRef(socket: socket, frame: place))
                for number in numbers { conversations.insert(timeline.conversations[number - 1]) }
            }
        }
        let thinking = max(timeline.thinkingTime, Self.shortestThinking)
        let answered = end - min(thinking, Self.longestReaction)
        answersSince = answered
        unfinishedCalls = Set(
            timeline.calls.indices.filter {
                timeline.isAbandoned && timeline.isAnswered($0, since: answered)
            }
        )
        let isCutShort =
            !timeline.process.endedByItself
            && (!unfinishedCalls.isEmpty || (timeline.reactionTime > 0 && !unfinished.isEmpty))
        guard !calls.isEmpty || isCutShort else { return nil }
        self.unfinished = unfinished
        self.conversations = conversations
    }
}

extension RecordedTimeline {
    /// The entry of the last thing that the bot did since then, by the number of the conversation that it was in.
    fileprivate func latestActions(since moment: Int64) -> [Int: Int] {
        var latest: [Int: Int] = [:]
        for action in actions.reversed().prefix(while: { $0.at >= moment }) {
            guard let number = action.conversation?.number, latest[number] == nil else { continue }
            latest[number] = action.entry
        }
        return latest
    }

    /// Whether a call gave the bot a URL, and the recording was over before it could open that.
    func isStopped(beforeOpeningOf call: Int) -> Bool {
        guard isAbandoned, let outcome = calls[call].outcome else { return false }
        return outcome.at >= latest - RecordedStop.longestReaction
    }

    /// Whether a flow was broken off by the end of the recording.
    func isStopped(flow: RecordedFlow, of call: Int) -> Bool {
        calls[call].outcome?.kind == .cancelled && flow.end >= latest - RecordedStop.givingUpTime
    }

    /// When the bot had the whole outcome of a call, in microseconds: one that flows began before.
    func end(ofCall call: Int) -> Int64 { flows[call]?.end ?? calls[call].outcome?.at ?? .max }

    /// Whether a call has an answer from then or later, one with which a bot goes on.
    fileprivate func isAnswered(_ call: Int, since time: Int64) -> Bool {
        guard calls[call].outcome?.isAnswer == true else { return false }
        return end(ofCall: call) >= time && calls[call].kind != .connecting
    }
}

extension WebAPICall {
    /// Whether it is the call by which a bot connects.
    var connects: Bool { methodName.map(LinkFields.socketMethods.contains) ?? false }
}
