import Interleaving
import RepriseHarness

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension Exploration {
    private static let prefix = "REPRISE_"

    /// The variable that names a schedule to run alone.
    static let scheduleVariable = scheduleVariable(prefix: prefix)

    /// This exploration as the environment wants it, telling how far it is unless it does so already.
    ///
    /// - Parameter subject: What is explored, so that a schedule in the environment is used by the exploration that
    ///   found it alone.
    func inTests(of subject: String) throws(ExplorationEnvironmentError) -> Exploration {
        var exploration = self
        if exploration.subject == nil { exploration.subject = subject }
        try exploration.configure(prefix: Self.prefix) { variable in
            getenv(variable).map { String(cString: $0) }
        }
        if exploration.foreignToken != nil {
            tell(
                "reprise: \(Self.scheduleVariable) belongs to another test than \(subject), which explores as usual\n"
            )
        }
        if exploration.progress == nil {
            exploration.progress = { done, all in
                let goal = all == .max ? "" : " of \(all)"
                tell("reprise: \(done)\(goal) schedules explored, no failure so far\n")
            }
        }
        exploration.tellFailures()
        exploration.tokenLeftAlone = { mismatch in
            tell(
                "reprise: \(Self.scheduleVariable) is left alone by an exploration of \(subject), which explores as usual. \(mismatch)\n"
            )
        }
        return exploration
    }

    /// Whether the environment has failures kept.
    private static var isCorpusWanted: Bool {
        getenv("REPRISE_CORPUS").map { String(cString: $0) != "off" } ?? true
    }

    /// Where failures with a fixture are kept; `nil` if they are not to be.
    func corpus(besideFixture path: String) -> FailureCorpus? {
        keepsFailures && Self.isCorpusWanted ? FailureCorpus(besideFixture: path) : nil
    }

    /// Tells of a failure before it is shrunk, and how far that is.
    private mutating func tellFailures() {
        let longest = [shrinkingTime, timeBudget].compactMap(\.self).min()
        let end = longest.map { ", which takes \($0) at most" } ?? ""
        if failureFound == nil {
            failureFound = { failure in
                tell(
                    "reprise: a failure was found on schedule \(failure.run), and is made smaller\(end); as it is: "
                        + "\(Self.scheduleVariable)=\(failure.token)\n"
                )
            }
        }
        if shrinkingProgress == nil {
            shrinkingProgress = { runs, deviations in
                tell("reprise: \(runs) runs to make it smaller, \(deviations) deviations left\n")
            }
        }
    }
}

extension Caller {
    /// Warns that something outside the simulation had a say.
    func warn(of disturbed: SimulationRecord?) {
        if let disturbance = disturbed?.disturbance { warn(disturbance) }
    }

    /// Warns that an exploration in which nothing failed ended before it was done.
    func warn(of stop: ExplorationStop?) {
        if let stop { warn("\(stop)") }
    }
}

/// Tells a person at the terminal.
func tell(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
}
