import Interleaving

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
    func inTests() throws(ExplorationEnvironmentError) -> Exploration {
        var exploration = self
        try exploration.configure(prefix: Self.prefix) { variable in
            getenv(variable).map { String(cString: $0) }
        }
        if exploration.progress == nil {
            exploration.progress = { done, all in
                let goal = all == .max ? "" : " of \(all)"
                tell("reprise: \(done)\(goal) schedules explored, no failure so far\n")
            }
        }
        return exploration
    }
}

/// Says on stderr that something outside the simulation had a say: it fails no test, but whoever believes in the
/// result should know.
func warn(of disturbed: SimulationRecord?) {
    guard let disturbance = disturbed?.disturbance else { return }
    tell("reprise: \(disturbance)\n")
}

/// Tells a person at the terminal.
private func tell(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
}
