import ArgumentParser
import SecretRedaction
import SessionRecording
import SlackWire

/// `reprise redact`: a fixture without its secrets.
struct RedactCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redact",
        abstract: "Takes the secrets out of a recorded session.",
        discussion: """
            Recording does this by itself; this is for fixtures that were recorded without, with older \
            rules, or before a rule of your own was written. Reads the fixture twice and puts the \
            new one in its place in one step. What was replaced is counted by kind, never shown. \
            Redacting twice changes nothing.

            A file of rules has one a line:
              name employee_number       members, fields and parameters of that name; *_pin for an ending
              header x-company-key       a header
              path payload.user.phone    a place in JSON; * is any name or element, ** any depth
              pattern EMP-######         a text; # is a digit, ? any character, * any number of them
              keep next_page_token       a name that is not secret after all

            Examples:
              reprise redact old.jsonl.gz -o new.jsonl.gz
              reprise redact --in-place --rules redaction.rules --pseudonymise old.jsonl.gz
            """
    )

    @Argument(help: "The fixture.", completion: .file(extensions: ["gz", "jsonl"]))
    var file: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Where to write the redacted fixture.", valueName: "file"),
        completion: .file()
    )
    var output: String?

    @Flag(help: "Put the redacted fixture in the place of the old one.")
    var inPlace = false

    @OptionGroup var options: RedactionOptions

    @Flag(help: "Print what was replaced as JSON, for machines.")
    var json = false

    @OptionGroup(title: "Limits") var limits: LimitOptions

    func validate() throws {
        if (output == nil) == !inPlace {
            throw ValidationError("Say where to write: -o FILE, or --in-place.")
        }
    }

    func run() async throws {
        try await reportingFailures {
            // A link stays one: what it names is replaced.
            let source = inPlace ? SymbolicLink.target(of: file) : file
            let summary = try SessionRedaction.redact(
                source,
                to: output ?? source,
                with: options.redactor(),
                limits: limits.values
            )
            Console.print(json ? summary.json.compactText : summary.words(output ?? file))
        }
    }
}

extension SessionRedaction.Summary {
    /// The kinds of which something was replaced, in a fixed order.
    private var kinds: [(kind: SecretKind, count: Int)] {
        SecretKind.allCases.compactMap { kind in counts[kind].map { (kind, $0) } }
    }

    fileprivate func words(_ path: String) -> String {
        guard isChanged else { return "nothing to replace in \(entries) entries of \(path)" }
        let words = secrets == 1 ? "1 secret" : "\(secrets) secrets"
        var lines = ["wrote \(path): \(entries) entries, \(words) replaced"]
        for (kind, count) in kinds {
            lines.append("  \(kind.rawValue): \(count) \(count == 1 ? "place" : "places")")
        }
        if people > 0 { lines.append("  people: \(people)") }
        if leavesOut { lines.append("  left out: what stood in it beside what a reader reads") }
        if unsought > 0 { lines.append("  " + UnsoughtSecrets.notice(unsought)) }
        return lines.joined(separator: "\n")
    }

    fileprivate var json: JSONValue {
        [
            "changed": .bool(isChanged),
            "entries": .number(String(entries)),
            "secrets": .number(String(secrets)),
            "people": .number(String(people)),
            "left_out": .bool(leavesOut),
            "unsought": .number(String(unsought)),
            "places": .object(
                kinds.map { JSONMember($0.kind.rawValue, .number(String($0.count))) }
            ),
        ]
    }
}
