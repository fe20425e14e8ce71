import SlackWire

/// Something the bot did for which the recording has no match.
public struct Divergence: Sendable, Hashable {
    /// The recorded action that is most like it.
    public struct Candidate: Sendable, Hashable {
        /// The entry, counted from 1.
        public var entry: Int
        /// When it was recorded.
        public var recorded: Duration
        /// Where the bot's action differs; empty where it differs in nothing.
        public var differences: [PayloadDifference]
        /// Whether the bot had already done it in this replay.
        public var isConsumed: Bool
        /// The entry in which Slack gave what the bot's action needs and had not been given when it came; `nil`
        /// if it came in its time.
        public var prematureBefore: Int?

        /// Makes a candidate.
        public init(
            entry: Int,
            recorded: Duration,
            differences: [PayloadDifference],
            isConsumed: Bool,
            prematureBefore: Int? = nil
        ) {
            self.entry = entry
            self.recorded = recorded
            self.differences = differences
            self.isConsumed = isConsumed
            self.prematureBefore = prematureBefore
        }
    }

    /// What the bot did.
    public var action: BotAction
    /// When, since the replay began.
    public var at: Duration
    /// The recorded action that is most like it; `nil` if none is of its kind.
    public var nearest: Candidate?
    /// The first recorded actions that the bot has not done yet, by entry.
    public var expected: [MissingAction]
    /// What led to the nearest recorded action when it was recorded, a line each, up to ten; of the first
    /// divergences only.
    public var slice: [String]

    /// Makes a divergence.
    public init(
        action: BotAction,
        at: Duration,
        nearest: Candidate?,
        expected: [MissingAction],
        slice: [String] = []
    ) {
        self.action = action
        self.at = at
        self.nearest = nearest
        self.expected = expected
        self.slice = slice
    }
}
