import RepriseFloor
import SlackWire

/// What the bot did in each conversation, and how much of it each event comes after.
///
/// Who writes or clicks has seen what the bot said in that conversation before. Slack's ids do not tell that, so it is no cause:
/// a bot that says nothing gets the event all the same, once nothing else can go on.
struct ConversationOrder: Sendable {
    /// How many of the actions of a conversation an event comes after.
    struct Wait: Sendable, Hashable {
        /// The conversation, by its place in ``actions``.
        let conversation: Int
        let count: Int
    }

    /// The actions of each conversation, in recorded order.
    private(set) var actions: [[Int]] = []
    /// The conversations of each action.
    private(set) var conversations: [Int: [Int]] = [:]
    /// What each event comes after.
    private(set) var waits: [FrameRef: [Wait]] = [:]
    /// Its places by the conversations' numbers in the timeline.
    private var places: [Int: Int] = [:]

    /// - Complexity: O(*n* log *n*) in the number of entries.
    init(_ timeline: RecordedTimeline, _ values: GivenValues) {
        var events: [(entry: Int, ref: FrameRef)] = []
        var envelopes: [EnvelopeKey: FrameRef] = [:]
        for (socket, recorded) in timeline.sockets.enumerated() {
            for (place, frame) in recorded.frames.enumerated() where frame.role == .movable {
                let ref = FrameRef(socket: socket, frame: place)
                events.append((frame.entry, ref))
                if let envelope = timeline.envelope(of: frame) { envelopes[envelope] = ref }
            }
        }
        events.sort { $0.entry < $1.entry }
        let refs = Dictionary(uniqueKeysWithValues: events.map { ($0.entry, $0.ref) })
        let reader = timeline.makeReader()
        var next = 0
        for (action, recorded) in timeline.actions.enumerated() {
            while next < events.count, events[next].entry < recorded.entry {
                wait(events[next].ref, timeline)
                next += 1
            }
            guard !recorded.isRead else { continue }
            var found = Set([recorded.conversation?.number ?? 0])
            let givers = values.needs(of: action).map { values.giver(of: $0) }
            var causes = givers.compactMap { refs[$0] }
            if case .send(let send) = recorded.content,
                timeline.sends[send].kind == .acknowledgement,
                case .acknowledgement(let envelope) = timeline.reading(of: send, by: reader).kind
            {
                causes += [envelopes[EnvelopeKey(envelope)]].compactMap(\.self)
            }
            for ref in causes { found.formUnion([timeline[ref].channel, timeline[ref].person]) }
            place(action, in: found.subtracting([0]))
        }
        for event in events[next...] { wait(event.ref, timeline) }
    }

    private mutating func place(_ action: Int, in numbers: Set<Int>) {
        for number in numbers.sorted() {
            let conversation = places[number] ?? actions.count
            if conversation == actions.count {
                places[number] = conversation
                actions.append([])
            }
            actions[conversation].append(action)
            conversations[action, default: []].append(conversation)
        }
    }

    private mutating func wait(_ ref: FrameRef, _ timeline: RecordedTimeline) {
        let frame = timeline[ref]
        // What tells of the bot's own doing has that for a cause.
        guard !frame.isAboutBot else { return }
        let found = Set([frame.channel, frame.person]).compactMap { places[$0] }.sorted()
        guard !found.isEmpty else { return }
        waits[ref] = found.map { Wait(conversation: $0, count: actions[$0].count) }
    }
}
