import SlackWire

/// The order in which the replies of several replays left, side by side.
public struct OrderComparison: Sendable, Hashable {
    /// One replay's replies.
    public struct Column: Sendable, Hashable {
        /// What the replay was, for example the processing policy.
        public let title: String
        /// The replies in the order in which they left.
        public let cells: [Cell]
        /// How much of the order of arrival was kept.
        public var order: Order {
            if cells.allSatisfy(\.overtaken.isEmpty) { return .kept }
            return cells.allSatisfy(\.overtakenInChannel.isEmpty) ? .keptInChannels : .broken
        }
    }

    /// How much of the order of arrival was kept.
    public enum Order: Sendable, Hashable {
        /// All of it.
        case kept
        /// That within each conversation; over conversations replies overtook each other.
        case keptInChannels
        /// A reply overtook another of its own conversation.
        case broken
    }

    /// One reply.
    public struct Cell: Sendable, Hashable {
        /// The event that it answers; `nil` for a reply outside any handler.
        public let event: HandledEvent.ID?
        /// The text that it answers, or its own when that has none.
        public let text: String
        /// When it left, since the start of the replay.
        public let at: Duration
        /// Events that arrived earlier and were answered later.
        public let overtaken: [HandledEvent.ID]
        /// Those of them in the same conversation.
        public let overtakenInChannel: [HandledEvent.ID]
    }

    /// The replays, in the order given.
    public let columns: [Column]

    /// Compares replays by the order of their replies.
    ///
    /// - Complexity: O(*n*²) in the number of replies.
    public init(_ replays: [(title: String, transcript: Transcript)]) {
        columns = replays.map { Column(title: $0.title, cells: Self.cells(of: $0.transcript)) }
    }

    private static func cells(of transcript: Transcript) -> [Cell] {
        let replies = transcript.replies
        return replies.enumerated().map { index, reply in
            let event = reply.event.flatMap(transcript.event)
            let later = Set(replies[(index + 1)...].compactMap(\.event)).sorted()
            let overtaken = later.filter { $0 < reply.event ?? 0 }
            return Cell(
                event: reply.event,
                text: event?.event.text ?? reply.text,
                at: reply.at,
                overtaken: overtaken,
                overtakenInChannel: overtaken.filter {
                    transcript.event($0)?.event.channel == event?.event.channel
                }
            )
        }
    }
}
