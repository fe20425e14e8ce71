/// The gaps that a perturbation chooses for the entries of one session.
struct PerturbedGaps: Sendable {
    /// When an entry comes, beside when it came in the recording.
    enum Timing: Sendable, Hashable {
        /// At the replay's pace.
        case paced
        /// As soon as its causes have happened.
        case atOnce
        /// Late by so much.
        case late(Duration)

        /// When a frame comes that follows something at `moment`.
        func due(after moment: Duration, paced: Duration) -> Duration {
            switch self {
            case .paced: moment + paced
            case .atOnce: moment
            case .late(let delay): moment + delay
            }
        }
    }

    /// What decides the timing of an entry.
    private enum Source: Sendable {
        case seed(SeededTimings)
        case schedule(ScheduledTimings)
    }

    let frameOrder: Perturbation.FrameOrder
    private let source: Source

    /// No gaps where the recording has the last word.
    ///
    /// - Parameters:
    ///   - count: How many entries may be late.
    ///   - decide: Decides for the schedule among so many alternatives, 0 being the recorded one.
    ///   - isWakeExpected: Whether at a time, which has come, a task of the bot sleeps.
    init?(
        _ perturbation: Perturbation,
        count: Int,
        deciding decide: @escaping @Sendable (_ count: Int) -> Int,
        isWakeExpected: @escaping @Sendable (_ moment: Duration) -> Bool
    ) {
        frameOrder = perturbation.frameOrder
        switch perturbation.source {
        case .recording: return nil
        case .seed(let seed): source = .seed(SeededTimings(seed, perturbation, count: count))
        case .schedule:
            source = .schedule(
                ScheduledTimings(perturbation.longestDelay, decide, isWakeExpected: isWakeExpected)
            )
        }
    }

    /// When a frame comes that follows something at `moment`, in place of `paced` after it.
    func due(ofFrame frame: RecordedFrame, after moment: Duration, paced: Duration) -> Duration {
        switch source {
        case .seed(let timings):
            timings.timing(ofFrame: frame.entry).due(after: moment, paced: paced)
        case .schedule(let timings) where frame.role == .movable:
            timings.due(ofEvent: frame.entry, after: moment, paced: paced)
        case .schedule(let timings):
            timings.timing(of: frame.entry).due(after: moment, paced: paced)
        }
    }

    /// How long after its cause an answer or a reply comes, in place of `paced`.
    func gap(ofAnswer entry: Int, paced: Duration) -> Duration {
        let timing =
            switch source {
            case .seed(let timings): timings.timing(ofAnswer: entry)
            case .schedule(let timings): timings.timing(of: entry)
            }
        switch timing {
        case .paced: return paced
        case .atOnce: return .zero
        case .late(let delay): return paced + delay
        }
    }

    /// Notes that a task of the bot wakes from sleep; whether that is what a frame waited for.
    func noteWake(at now: Duration) -> Bool {
        guard case .schedule(let timings) = source else { return false }
        return timings.noteWake(at: now)
    }

    /// How long a frame lets others pass; `nil` if it keeps its place.
    func postponement(ofFrame entry: Int) -> Duration? {
        guard frameOrder == .free else { return nil }
        switch source {
        case .seed(let timings): return timings.postponement(ofFrame: entry)
        case .schedule(let timings): return timings.postponement(ofFrame: entry)
        }
    }
}
