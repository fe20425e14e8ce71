import RepriseFloor
import SlackBot
import SlackTransport
import SlackWire

/// What a bot did with a session: every event it handled and every reply it sent, on one timeline.
public struct Transcript: Sendable {
    /// The events that reached the bot, in order of arrival.
    public internal(set) var events: HandledEvents
    /// Every attempt of the bot to say something, in order: what Slack refused, what was not recorded, and each
    /// repetition after a rate limit are attempts of their own.
    public internal(set) var attempts: Replies
    /// Everything in true order, what ``events`` knows already by its place there.
    private var order = ScratchArray<ActivityPlace>()
    /// The activities that no event knows.
    private var others: ScratchList<NotedActivity>
    /// How many calls Slack took.
    private(set) var takenCallCount = 0

    /// - Parameter memoryLimit: How many bytes of what events say are kept in memory, and roughly of what the bot did.
    init(memoryLimit: Int = 1 << 20) {
        events = HandledEvents(memoryLimit: memoryLimit)
        let keptCount = memoryLimit >> 10
        attempts = Replies(keptCount: keptCount)
        others = ScratchList(keptCount: keptCount)
    }

    /// Everything in true order.
    ///
    /// It is put into words only when somebody reads it: of a thousand schedules few are looked at.
    ///
    /// - Complexity: O(*n*) in the length of the session, each time.
    var activities: some Sequence<BotActivity> {
        order.lazy.flatMap { place -> [BotActivity] in
            guard place.kind != .other else { return [others[place.index].activity] }
            let event = events[place.index]
            return place.kind.parts.map { part in
                switch part {
                case .began: BotActivity(at: event.began ?? .zero, .began(event: event.id))
                case .ended:
                    BotActivity(
                        at: event.ended ?? .zero,
                        .ended(event: event.id, error: event.outcome.error)
                    )
                default: BotActivity(at: event.received, .received(event: event.id, event.event))
                }
            }
        }
    }

    /// Notes an activity that no event knows.
    mutating func note(_ activity: BotActivity) {
        order.append(ActivityPlace(.other, others.count))
        others.append(NotedActivity(activity))
        if case .answered(_, _, let outcome) = activity.kind, outcome.isTaken {
            takenCallCount += 1
        }
    }

    /// Notes an activity of an event, by the event's place.
    mutating func note(_ kind: ActivityPlace.Kind, ofEventAt place: Int) {
        guard let last = order.last, last.index == place, let both = last.kind.followed(by: kind)
        else { return order.append(ActivityPlace(kind, place)) }
        order[order.count - 1] = ActivityPlace(both, place)
    }

    /// Everything in true order, for people.
    ///
    /// - Complexity: O(*n*) in the length of the session, each time.
    public var lines: [TranscriptLine] { activities.compactMap { TranscriptLine($0) } }

    /// The messages of the bot that Slack took, in the order in which they were sent.
    ///
    /// - Complexity: O(*n*) in the number of attempts.
    public var replies: [Reply] {
        attempts.lazy.filter(\.isTaken).enumerated().map { place, reply in
            var reply = reply
            reply.id = place + 1
            return reply
        }
    }

    /// The event of that id.
    public func event(_ id: HandledEvent.ID) -> HandledEvent? {
        events.indices.contains(id - 1) ? events[id - 1] : nil
    }

    /// The replies to one conversation, in order; all of them for `nil`.
    public func replies(in channel: String?) -> [Reply] {
        guard let channel else { return replies }
        return replies.filter { $0.channel == channel }
    }

    /// The ids of the events whose handlers ended, in the order in which they ended.
    public var completionOrder: [HandledEvent.ID] {
        events.compactMap { event in event.endedAtStep.map { (step: $0, id: event.id) } }
            .sorted { $0.step < $1.step }
            .map(\.id)
    }

    /// The pairs of events whose handlers ran side by side, the earlier one first.
    public func overlaps(_ grouping: Grouping = .everything) -> [(HandledEvent, HandledEvent)] {
        var pairs: [(HandledEvent, HandledEvent)] = []
        var running: [String: [HandledEvent]] = [:]
        let begun = events.filter { $0.beganAtStep != nil }
            .sorted { ($0.beganAtStep ?? 0) < ($1.beganAtStep ?? 0) }
        for event in begun {
            guard let key = grouping.key(of: event.event) else { continue }
            let beside = running[key, default: []].filter { $0.overlaps(event) }
            pairs += beside.map { ($0, event) }
            running[key] = beside + [event]
        }
        return pairs
    }
}

/// Where to find an activity of a transcript.
struct ActivityPlace: Sendable, Hashable, BitwiseCopyable {
    /// What it is.
    enum Kind: UInt8, Sendable {
        /// One that stands for itself.
        case other
        /// The arrival of an event, and the beginning and the end of its handler.
        case received, began, ended
        /// Two or all of these, one right behind the other.
        case receivedAndBegan, beganAndEnded, all

        /// What it consists of.
        var parts: [Kind] {
            switch self {
            case .other, .received, .began, .ended: [self]
            case .receivedAndBegan: [.received, .began]
            case .beganAndEnded: [.began, .ended]
            case .all: [.received, .began, .ended]
            }
        }

        /// This and another one right behind it; `nil` if that is no kind.
        func followed(by next: Kind) -> Kind? {
            switch (self, next) {
            case (.received, .began): .receivedAndBegan
            case (.began, .ended): .beganAndEnded
            case (.receivedAndBegan, .ended): .all
            default: nil
            }
        }
    }

    // There are some for each event of a replay: the kind is in the lowest bits.
    private let word: UInt32

    init(_ kind: Kind, _ index: Int) {
        word = UInt32(index) << 3 | UInt32(kind.rawValue)
    }

    var kind: Kind { Kind(rawValue: UInt8(word & 7)) ?? .other }
    var index: Int { Int(word >> 3) }
}

extension HandledEvent.Outcome {
    /// What the handler threw.
    fileprivate var error: String? {
        guard case .failed(let error) = self else { return nil }
        return error
    }
}

extension Transcript: Hashable {
    /// Whether the bot did the same, in the same order and at the same times.
    public static func == (left: Transcript, right: Transcript) -> Bool {
        left.events == right.events && left.attempts == right.attempts && left.lines == right.lines
    }

    /// Hashes what the bot was given and what it replied.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(events)
        hasher.combine(attempts)
    }
}

/// One line of a transcript.
public struct TranscriptLine: Sendable, Hashable {
    /// When, since the start of the replay.
    public let at: Duration
    /// The event it belongs to, if it belongs to one.
    public let event: HandledEvent.ID?
    /// What happened, in a few words.
    public let text: String
}

extension Transcript: CustomStringConvertible {
    /// One line for everything that happened: time, event, words.
    public var description: String {
        let lines = lines
        let times = lines.map { $0.at.seconds }
        let width = times.map(\.count).max() ?? 0
        return zip(times, lines).map { time, line in
            String(repeating: " ", count: width - time.count) + time + "  "
                + (line.event.map { "#\($0) " } ?? "") + line.text
        }
        .joined(separator: "\n")
    }
}
