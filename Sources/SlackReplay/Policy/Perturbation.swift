/// Another timing of a recorded session, as Slack could have had it: for a bot whose own scheduler cannot
/// be controlled.
///
/// What was seconds apart comes at once, answers that are outstanding overtake each other, and an
/// answer or an acknowledgement is late while events go on. Nothing comes before its causes. Every decision
/// follows from the seed and the entry, never from when the bot did something: one seed means one timing.
///
/// The ends of sockets, and what announces them, are neither hurried nor overtaken: they wait until the
/// bot has called and sent what was recorded before them.
public struct Perturbation: Sendable, Hashable {
    /// In which order the frames of one socket come.
    public enum FrameOrder: String, Sendable, Hashable, CaseIterable {
        /// As recorded. Only replies to what the bot sent over the socket, and events about what it did,
        /// such as its own messages, may change places with other events, as they may on Slack's side
        /// (docs.slack.dev/legacy/legacy-rtm-api).
        case kept
        /// Events may overtake each other, unless they are about the same message, file or view: as if
        /// they had come over several sockets of one app.
        case free
    }

    /// What everything is decided by.
    public var seed: UInt64
    /// How late something may be, beyond the replay's pace.
    public var longestDelay: Duration
    /// In which order the frames of one socket come.
    public var frameOrder: FrameOrder
    /// How much time all delays together take on average at most; in a long session fewer things are
    /// late, not less so.
    public var budget: Duration

    /// Makes a perturbation.
    ///
    /// - Parameters:
    ///   - seed: What everything is decided by.
    ///   - longestDelay: How late something may be. Choose more than the bot takes to handle an event;
    ///     negative counts as 0.
    ///   - frameOrder: In which order the frames of one socket come.
    ///   - budget: How much time all delays together take at most.
    public init(
        seed: UInt64,
        longestDelay: Duration = .milliseconds(50),
        frameOrder: FrameOrder = .kept,
        budget: Duration = .seconds(5)
    ) {
        self.seed = seed
        self.longestDelay = max(.zero, longestDelay)
        self.frameOrder = frameOrder
        self.budget = max(.zero, budget)
    }
}
