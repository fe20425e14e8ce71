/// What was wrong with a fixture, and what could be kept of it.
public struct RepairReport: Sendable, Hashable {
    /// What was done about a fault.
    public enum Remedy: String, Sendable, Hashable, CaseIterable {
        /// The line was left out.
        case lineLeftOut = "line-left-out"
        /// The line was kept, its time raised to that of the entry above it.
        case timeRaised = "time-raised"
        /// The line was kept although it stood behind the end mark.
        case keptBehindEnd = "kept-behind-end"
        /// A header that knows nothing of the session took the place of one that cannot be read.
        case headerReplaced = "header-replaced"
        /// The end mark was counted anew.
        case recounted
        /// Bytes were skipped up to the gzip member that follows, and reading went on there.
        case skippedToNextMember = "skipped-to-next-member"
        /// Bytes behind the last gzip member were left out; they are not part of the fixture.
        case bytesLeftOut = "bytes-left-out"
        /// Everything from here on was left out.
        case restLeftOut = "rest-left-out"
    }

    /// One fault and what was done about it.
    public struct Finding: Sendable, Hashable {
        /// What is wrong, and at which byte.
        public let error: FixtureError
        /// The line at fault, or the first one that could not be read; counted from 1, as the lines
        /// were found.
        public let line: Int
        /// What was done about it.
        public let remedy: Remedy
    }

    /// The most findings, calls and sockets that are listed one by one.
    public static let listLimit = 100

    /// How many entries were kept.
    public internal(set) var entries = 0
    /// How many lines were left out because they could not be kept.
    public internal(set) var linesLeftOut = 0
    /// The faults in the order they were met, the first ``listLimit`` of them.
    public internal(set) var findings: [Finding] = []
    /// How many faults there are.
    public internal(set) var findingCount = 0
    /// The first line that is missing or not whole, if the fixture has no end mark.
    public internal(set) var firstMissingLine: Int?
    /// How many entries the end mark states, if there is one.
    public internal(set) var statedEntries: Int?
    /// Calls that were kept and whose answer or failure is not there, the first ``listLimit`` of them.
    public internal(set) var unansweredCalls: [Int] = []
    /// How many such calls there are.
    public internal(set) var unansweredCallCount = 0
    /// Sockets that were kept and whose end is not there, the first ``listLimit`` of them.
    public internal(set) var openSockets: [Int] = []
    /// How many such sockets there are.
    public internal(set) var openSocketCount = 0
    /// How many long bodies were on their way when the recording broke off; what had come of them was kept.
    public internal(set) var cutBodies = 0
    /// Whether it is what a recording left that was never finished: secrets are replaced in it from where they gave
    /// themselves away, and what stood before that is replaced only at the end.
    public internal(set) var mayHoldLateSecrets = false
    /// Whether a repaired fixture was written.
    public internal(set) var isWritten = false

    /// Whether there was nothing to repair.
    public var isWhole: Bool { findingCount == 0 && firstMissingLine == nil }
    /// Whether there is nothing that could be kept.
    public var isHopeless: Bool { entries == 0 && !isWhole }

    mutating func note(_ error: FixtureError, line: Int, _ remedy: Remedy) {
        findingCount += 1
        if remedy == .lineLeftOut { linesLeftOut += 1 }
        guard findings.count < Self.listLimit else { return }
        findings.append(Finding(error: error, line: line, remedy: remedy))
    }

    mutating func finish(_ checks: SessionChecks) {
        entries = checks.counts.entries
        unansweredCalls = checks.openCalls.smallest(Self.listLimit)
        unansweredCallCount = checks.openCalls.count
        openSockets = checks.openSockets.smallest(Self.listLimit)
        openSocketCount = checks.openSockets.count
    }
}

extension Set<Int> {
    fileprivate func smallest(_ count: Int) -> [Int] { Array(sorted().prefix(count)) }
}
