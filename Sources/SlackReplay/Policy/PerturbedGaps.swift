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
    }

    /// What decides the timing of an entry.
    private enum Source: Sendable {
        case seed(SeededTimings)
        case schedule(ScheduledTimings)
    }

    let frameOrder: Perturbation.FrameOrder
    private let source: Source

    /// - Parameters:
    ///   - count: How many entries may be late.
    ///   - decide: Decides for the schedule among so many alternatives, 0 being the recorded one.
    init(
        _ perturbation: Perturbation,
        count: Int,
        deciding decide: @escaping @Sendable (_ count: Int) -> Int
    ) {
        frameOrder = perturbation.frameOrder
        source =
            switch perturbation.source {
            case .seed(let seed): .seed(SeededTimings(seed, perturbation, count: count))
            case .schedule: .schedule(ScheduledTimings(perturbation.longestDelay, decide))
            }
    }

    /// How long after what was before it a frame comes, in place of `paced`.
    func gap(ofFrame entry: Int, paced: Duration) -> Duration {
        let timing =
            switch source {
            case .seed(let timings): timings.timing(ofFrame: entry)
            case .schedule(let timings): timings.timing(of: entry)
            }
        switch timing {
        case .paced: return paced
        case .atOnce: return .zero
        case .late(let delay): return delay
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

    /// How long a frame lets others pass; `nil` if it keeps its place.
    func postponement(ofFrame entry: Int) -> Duration? {
        guard frameOrder == .free else { return nil }
        switch source {
        case .seed(let timings): return timings.postponement(ofFrame: entry)
        case .schedule(let timings): return timings.postponement(ofFrame: entry)
        }
    }
}
