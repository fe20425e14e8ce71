import ArgumentParser
import RepriseHarness
import SlackReplay
import SlackTransport
import SlackWire

/// Tells the results of replays as they come, and all of them at the end.
struct ReplayReporter {
    /// What is told, and where.
    struct Options: Sendable, Hashable {
        /// Results as JSON Lines on stdout, instead of text.
        var isJSON = false
        /// Whether a timeline is left out.
        var isQuiet = false
        /// Where JUnit XML goes.
        var junit: String?
    }

    /// How many findings of a replay are shown as text.
    private static let shownFindings = 10

    let options: Options
    /// How many replays there will be at most.
    let count: Int
    /// Whether each has a row in a table, and those that differ their details below it.
    let isTable: Bool
    private(set) var results: [ReplayResult] = []

    init(_ options: Options, count: Int, isTable: Bool) {
        self.options = options
        self.count = count
        self.isTable = isTable
    }

    /// A replay starts.
    func started(_ task: ReplayTask) {
        guard isTable, !options.isJSON else { return }
        Console.progress("[\(results.count + 1)/\(count)] \(task.title)")
    }

    /// A replay is over.
    mutating func finished(_ result: ReplayResult) {
        results.append(result)
        Console.progress(nil)
        if case .failed(let words) = result.verdict { Console.note("reprise: \(words)") }
        if options.isJSON {
            Console.print(result.json.compactText)
        } else if isTable {
            Console.print(row(result))
        } else if result.word != "failed" {
            Console.print(details(result))
        }
    }

    /// Everything that will be is told: what differs in detail, a sum, and the file.
    ///
    /// - Throws: ``CommandFailure`` when the file cannot be written.
    func end(_ suffix: String = "") throws {
        if isTable, !options.isJSON {
            for result in results where result.word == "differs" {
                Console.print("\n" + Console.bold(result.task.title) + "\n" + details(result))
            }
            Console.print("\n" + sum + suffix)
        }
        if let junit = options.junit { try JUnitReport(results: results).write(to: junit) }
    }

    /// The exit code that says how bad it is; `nil` if all is well.
    var exitCode: ExitCode? {
        if results.contains(where: { $0.word == "failed" }) { return .failed }
        return results.contains { $0.word == "differs" } ? .differs : nil
    }

    // MARK: Words

    private func row(_ result: ReplayResult) -> String {
        let time = result.elapsed.seconds
        let word = result.word.padded(to: 7)
        let start = word + String(repeating: " ", count: max(0, 12 - time.count)) + time
        let room = max(16, Console.width - start.count - 2)
        let line = start + "  " + result.task.title.shortened(to: room)
        return result.word == "passed" ? line : Console.bold(line)
    }

    /// Everything about one replay: what differs before what happened, the first difference first.
    private func details(_ result: ReplayResult) -> String {
        var parts: [String] = []
        let timeline = options.isQuiet ? nil : result.timeline
        let faults = result.faults.map { "fault: \($0)" }.joined(separator: "\n")
        switch result.verdict {
        case .asRecorded:
            parts += [timeline, faults, "as recorded: \(result.evidence)"].compactMap(\.self)
        case .failed: break
        case .differs(let findings):
            parts += findings.prefix(Self.shownFindings).map {
                $0.text(width: Console.width, wraps: Console.isTerminal)
            }
            let more = findings.count - Self.shownFindings
            if more > 0 { parts.append("… and \(more) more; --json has all of them") }
            parts += [timeline, faults, result.again.map { "again: \($0)" }].compactMap(\.self)
        }
        parts.append(result.notes.map { "note: \($0)" }.joined(separator: "\n"))
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private var sum: String {
        let words = [
            ("passed", "as recorded"), ("differs", "not as recorded"), ("failed", "failed"),
        ]
        let counts = words.compactMap { word, text in
            let count = results.count { $0.word == word }
            return count > 0 ? "\(count) \(text)" : nil
        }
        let time = results.reduce(Duration.zero) { $0 + $1.elapsed }
        let actions = results.reduce(0) { $0 + $1.actions }
        return counts.joined(separator: ", ") + " in \(time.seconds): "
            + counted(actions, "action") + " of the bot as recorded"
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }

    /// The text, its middle left out if it is longer than `width`: names differ at their ends.
    fileprivate func shortened(to width: Int) -> String {
        guard count > width else { return self }
        let tail = (width - 1) * 2 / 3
        return prefix(width - 1 - tail) + "…" + suffix(tail)
    }
}
