import ArgumentParser
import SessionRecording
import SlackReplay
import SlackWire

/// `reprise repair`: keeps what is whole of a fixture that was cut or damaged.
struct RepairCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repair",
        abstract: "Salvages a truncated or damaged fixture, and says what was lost.",
        discussion: """
            Every line that is whole and fits those above it is kept as it is; the result is a finished \
            fixture. It goes to FILE's name with ".repaired" in it, or without ".partial" for what an \
            interrupted recording left. FILE itself is not touched unless --in-place asks for it, and a \
            fixture that is whole is left alone.

            Exit codes: 0 the fixture is whole, or was repaired; 1 nothing can be kept; 2 a file cannot be \
            read or written.

            Examples:
              reprise repair greeting.jsonl.gz.partial
              reprise repair cut.jsonl.gz -o whole.jsonl.gz
            """
    )

    @Argument(help: "The fixture, or what an interrupted recording left of one.")
    var file: String

    @Option(name: .shortAndLong, help: "Where the repaired fixture goes.")
    var output: String?

    @Flag(help: "Replace FILE by the repaired fixture.")
    var inPlace = false

    @Flag(help: "Print the report as one JSON object, for machines.")
    var json = false

    @OptionGroup(title: "Limits") var limits: LimitOptions

    func validate() throws {
        if inPlace, output != nil {
            throw ValidationError("--in-place and --output exclude each other")
        }
    }

    func run() async throws {
        try await reportingFailures {
            let destination = try RepairDestination(file: file, output: output, inPlace: inPlace)
            let report = try repair(to: destination)
            let written = report.isWritten ? destination.path : nil
            Console.print(
                json
                    ? report.json(file: file, output: written).compactText
                    : report.text(file: file, output: written)
            )
            if report.isHopeless { throw ExitCode.nothingKept }
        }
    }

    /// A file that is no fixture at all has nothing that could be kept either.
    private func repair(to destination: RepairDestination) throws -> RepairReport {
        do throws(FixtureError) {
            return try SessionRepair.repair(
                path: file,
                to: destination.path,
                copiesWhole: destination.takesWhole,
                limits: limits.values
            )
        } catch {
            guard case .notAFixture = error.reason else { throw error }
            Console.note("reprise: \(error)")
            throw ExitCode.nothingKept
        }
    }
}

extension ExitCode {
    /// Nothing of a fixture can be kept.
    fileprivate static let nothingKept = ExitCode(1)
}

extension RepairReport {
    fileprivate func text(file: String, output: String?) -> String {
        "\(file): \(description)" + (output.map { "\nwritten to \($0)" } ?? "")
    }

    fileprivate func json(file: String, output: String?) -> JSONValue {
        func number(_ value: Int) -> JSONValue { .number(String(value)) }
        func list(_ values: [Int]) -> JSONValue { .array(values.map(number)) }
        return [
            "file": .string(file),
            "output": output.map(JSONValue.string) ?? .null,
            "whole": .bool(isWhole),
            "entries": number(entries),
            "stated_entries": statedEntries.map(number) ?? .null,
            "lines_left_out": number(linesLeftOut),
            "first_missing_line": firstMissingLine.map(number) ?? .null,
            "faults": number(findingCount),
            "findings": .array(findings.map(\.json)),
            "unanswered_calls": list(unansweredCalls),
            "unanswered_call_count": number(unansweredCallCount),
            "open_sockets": list(openSockets),
            "open_socket_count": number(openSocketCount),
            "cut_bodies": number(cutBodies),
            "may_hold_late_secrets": .bool(mayHoldLateSecrets),
        ]
    }
}

extension RepairReport.Finding {
    fileprivate var json: JSONValue {
        [
            "line": .number(String(line)),
            "byte": error.byte.map { .number(String($0)) } ?? .null,
            "reason": .string(error.reason.wording),
            "remedy": .string(remedy.rawValue),
        ]
    }
}
