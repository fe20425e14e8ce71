import SlackWire

/// Another timing of a recorded session, as Slack could have had it.
///
/// What was seconds apart comes at once, answers that are outstanding overtake each other, and an
/// answer or an acknowledgement is late while events go on. Nothing comes before its causes.
///
/// A seed decides by itself and the entry, never by when the bot did something: one seed means one timing, also for a bot
/// whose own scheduler cannot be controlled. Where a schedule decides (``scheduled(longestDelay:frameOrder:)``), timings
/// are explored with the order of tasks, stand in the token of a failure, and are shrunk with it.
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

    /// What decides when something comes.
    public enum Source: Sendable, Hashable {
        /// Nothing: it comes when it came in the recording.
        case recording
        /// This number.
        case seed(UInt64)
        /// The schedule of the run; where nothing is scheduled, and under the plain order, the timing is the recorded one.
        case schedule
    }

    /// What decides when something comes.
    public var source: Source
    /// How late something may be, beyond the replay's pace.
    public var longestDelay: Duration
    /// In which order the frames of one socket come.
    public var frameOrder: FrameOrder
    /// How much time all delays together take on average at most.
    ///
    /// In a long session fewer things are late, not less so. Where a schedule decides it has no say: time is virtual.
    public var budget: Duration

    /// Makes a perturbation that a seed decides.
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
        self.init(source: .seed(seed), longestDelay, frameOrder, budget)
    }

    /// The timing of the recording and no other, for an exploration of the order of tasks alone.
    public static let recorded = Perturbation(
        source: .recording,
        .milliseconds(50),
        .kept,
        .seconds(5)
    )

    /// A perturbation that the schedule of each run decides, to be explored.
    ///
    /// An event comes as recorded, as soon as its causes have happened, late by up to `longestDelay`, or, where the bot waits
    /// for something, together with the first or second wake of one of its tasks from sleep within a minute: just as a
    /// time-out runs out, a reminder is due or a debounce ends. An answer comes as recorded, at once, or late by up to `longestDelay` beyond.
    ///
    /// - Parameters:
    ///   - longestDelay: How late something may be. Choose more than the bot takes to handle an event; negative counts
    ///     as 0.
    ///   - frameOrder: In which order the frames of one socket come.
    public static func scheduled(
        longestDelay: Duration = .milliseconds(50),
        frameOrder: FrameOrder = .kept
    ) -> Perturbation {
        Perturbation(source: .schedule, longestDelay, frameOrder, .longest)
    }

    private init(
        source: Source,
        _ longestDelay: Duration,
        _ frameOrder: FrameOrder,
        _ budget: Duration
    ) {
        self.source = source
        self.longestDelay = max(.zero, longestDelay)
        self.frameOrder = frameOrder
        self.budget = max(.zero, budget)
    }
}
