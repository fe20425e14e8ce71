/// The order in which the replies of several replays left, side by side.
public struct OrderComparison: Sendable, Hashable {
    /// One replay's replies.
    public struct Column: Sendable, Hashable {
        /// What the replay was, for example the processing policy.
        public let title: String
        /// The replies in the order in which they left.
        public let cells: [Cell]
        /// Whether every reply left after those to earlier events.
        public var isInOrder: Bool { cells.allSatisfy { $0.overtaken.isEmpty } }
    }

    /// One reply.
    public struct Cell: Sendable, Hashable {
        /// The event that it answers; `nil` for a reply outside any handler.
        public let event: HandledEvent.ID?
        /// The reply's text, or that of the event when the reply has none.
        public let text: String
        /// When it left, since the start of the replay.
        public let at: Duration
        /// Events that arrived earlier and were answered later.
        public let overtaken: [HandledEvent.ID]
    }

    /// The replays, in the order given.
    public let columns: [Column]

    /// Compares replays by the order of their replies.
    public init(_ replays: [(title: String, transcript: Transcript)]) {
        columns = replays.map { Column(title: $0.title, cells: Self.cells(of: $0.transcript)) }
    }

    private static func cells(of transcript: Transcript) -> [Cell] {
        let replies = transcript.replies
        return replies.enumerated().map { index, reply in
            let later = replies[(index + 1)...].compactMap(\.event)
            return Cell(
                event: reply.event,
                text: reply.text,
                at: reply.at,
                overtaken: reply.event.map { own in Set(later.filter { $0 < own }).sorted() } ?? []
            )
        }
    }
}
