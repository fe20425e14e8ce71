import RepriseFloor
import SlackWire

/// How the recorded bot went from one step to the next: what it did with something that Slack had given it or answered about.
///
/// A recording that the bot left by itself may have ended between two steps of a handler, whatever else went on. What it did no
/// more carries what the last step gave.
struct RecordedChains: Sendable {
    /// The longest time that it took for a step, in microseconds.
    let longestStep: Int64
    /// The calls after which it went on, by what they were.
    private let goneOn: Set<WebAPICall.Target>
    /// The calls after which it had the time for a step and took none, by what they were.
    private let ended: Set<WebAPICall.Target>

    /// Whether the bot never went on after such a call, though it had the time to: it is the last step of what it does.
    func isLastStep(_ target: WebAPICall.Target) -> Bool {
        guard case .method = target else { return false }
        return ended.contains(target) && !goneOn.contains(target)
    }

    /// - Complexity: O(*n*) in the size of the session.
    init(_ timeline: RecordedTimeline, _ values: GivenValues) {
        var touched = [Int64?](repeating: nil, count: values.givers.count)
        var touching = [Int?](repeating: nil, count: values.givers.count)
        var (longest, next): (Int64, Int) = (0, 0)
        var followed: Set<Int> = []
        func act(before entry: Int) {
            while next < timeline.actions.count, timeline.actions[next].entry < entry {
                let latest = values.needs(of: next).compactMap { touched[$0] }.max()
                if let latest { longest = max(longest, timeline.actions[next].at - latest) }
                for value in values.needs(of: next) {
                    if let call = touching[value] { followed.insert(call) }
                }
                next += 1
            }
        }
        timeline.visitGiven { entry, item in
            act(before: entry)
            let at = timeline.moment(of: item)
            for value in values.given(by: entry) { touched[value] = at }
            guard case .answer(let call) = item else { return }
            for value in values.given(by: entry) { touching[value] = call }
            for value in values.needs(of: timeline.calls[call].action) {
                touched[value] = at
                touching[value] = call
            }
        }
        act(before: .max)
        longestStep = longest
        let step = min(max(longest, RecordedStop.shortestThinking), RecordedStop.longestReaction)
        let reader = timeline.makeReader()
        var (goneOn, ended): (Set<WebAPICall.Target>, Set<WebAPICall.Target>) = ([], [])
        for call in timeline.calls.indices where timeline.calls[call].kind == .other {
            let target = timeline.call(call, by: reader).target
            if followed.contains(call) {
                goneOn.insert(target)
            } else if timeline.end(ofCall: call) < timeline.latest - step {
                ended.insert(target)
            }
        }
        (self.goneOn, self.ended) = (goneOn, ended)
    }
}

extension RecordedTimeline {
    /// When Slack said something, in microseconds.
    func moment(of item: GivenItem) -> Int64 {
        switch item {
        case .answer(let call): calls[call].outcome == nil ? calls[call].at : end(ofCall: call)
        case .frame(let ref): self[ref].at
        }
    }

    /// What Slack said since then, the latest first for each socket and for calls.
    func given(since moment: Int64) -> some Sequence<GivenItem> {
        let answers = answeredCalls.indices.reversed().lazy
            .prefix { self.answer(atPlace: $0).at >= moment }
            .map { GivenItem.answer(call: Int(self.answeredCalls[$0])) }
        // Those that began before and flowed on.
        let flowing = flows.lazy.filter { $0.value.at < moment && $0.value.end >= moment }
            .map { GivenItem.answer(call: $0.key) }
        let frames = sockets.indices.lazy.flatMap { socket in
            sockets[socket].frames.indices.reversed().lazy
                .map { FrameRef(socket: socket, frame: $0) }
                .prefix { self[$0].at >= moment }
                .map { GivenItem.frame($0) }
        }
        return Array(answers) + Array(flowing) + Array(frames)
    }
}
