import RepriseFloor
import RepriseHarness
import SlackBot
import SlackReplay

/// What the runs against a served session came to.
final class ServedRuns: Sendable {
    private let differ = Locked(false)
    private let first: Shutdown?
    /// Where the fixture is.
    private let path: String

    /// - Parameters:
    ///   - path: Where the fixture is.
    ///   - first: Thrown when the first run is over.
    init(_ path: String, first: Shutdown? = nil) {
        self.path = path
        self.first = first
    }

    /// Whether one of them was not as recorded.
    var anyDiffers: Bool { differ.withLock { $0 } }

    /// Tells of a run on stderr.
    func ended(_ number: Int?, _ report: ReplayReport) {
        var findings = report.findings.map { $0.forCommandLine(in: path) }
        if findings.isEmpty, report.matchedCount == 0 { findings = [.nothingToCompare] }
        let name = number.map { "run \($0): " } ?? ""
        if findings.isEmpty {
            let actions = counted(report.matchedCount, "action")
            Console.note("\(name)as recorded: \(actions) of the bot")
        } else {
            differ.withLock { $0 = true }
            Console.note(
                "\(name)not as recorded\n\n" + findings.map(\.description).joined(separator: "\n\n")
            )
        }
        first?.request()
    }
}
