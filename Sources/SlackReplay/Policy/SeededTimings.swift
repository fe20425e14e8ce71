import SlackTransport

/// Timings that follow from a seed and the entry, in whatever order they are asked for.
struct SeededTimings: Sendable {
    private let values: SeededValues
    private let longestDelay: Duration
    /// How many of the events, and of the answers, are late.
    private let eventShare: Double
    private let answerShare: Double

    private enum Purpose {
        static let eventShare: UInt64 = 1
        static let answerShare: UInt64 = 2
        static let isLate: UInt64 = 3
        static let delay: UInt64 = 4
        static let isPaced: UInt64 = 5
        static let isPostponed: UInt64 = 6
        static let postponement: UInt64 = 7
    }

    /// - Parameter count: How many entries may be late.
    init(_ seed: UInt64, _ perturbation: Perturbation, count: Int) {
        let values = SeededValues(seed: seed)
        self.values = values
        longestDelay = perturbation.longestDelay
        let mean = perturbation.longestDelay / 2 * max(1, count)
        let most = mean > .zero ? perturbation.budget / mean : 1
        // Some seeds bring all events in one burst, others hold up most answers, and so on.
        eventShare = min(most, Double(values.value(Purpose.eventShare, 0, below: 3)) * 0.25)
        answerShare = min(most, Double(1 + values.value(Purpose.answerShare, 0, below: 3)) * 0.25)
    }

    func timing(ofFrame entry: Int) -> PerturbedGaps.Timing {
        if isLate(entry, eventShare) { return .late(delay(of: entry)) }
        return values.value(Purpose.isPaced, entry, below: 4) == 0 ? .paced : .atOnce
    }

    func timing(ofAnswer entry: Int) -> PerturbedGaps.Timing {
        if isLate(entry, answerShare) { return .late(delay(of: entry)) }
        return values.value(Purpose.isPaced, entry, below: 2) == 0 ? .paced : .atOnce
    }

    /// How long a frame lets others pass; `nil` if it keeps its place.
    func postponement(ofFrame entry: Int) -> Duration? {
        guard values.value(Purpose.isPostponed, entry, below: 3) == 0 else { return nil }
        return longestDelay * values.fraction(Purpose.postponement, entry)
    }

    private func isLate(_ entry: Int, _ share: Double) -> Bool {
        values.fraction(Purpose.isLate, entry) < share
    }

    /// In a few steps, so that two delays differ by much or not at all: what differs by a millisecond is no
    /// order that a bot's own threads would keep when the seed is tried again.
    private func delay(of entry: Int) -> Duration {
        let step = 1 + values.value(Purpose.delay, entry, below: Self.delaySteps)
        return longestDelay * step / Self.delaySteps
    }

    private static let delaySteps = 8
}
