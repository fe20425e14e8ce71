import ArgumentParser
import SessionRecording
import SlackWire

/// `reprise verify`: whether fixtures may be committed.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Checks fixtures before they are committed: format, end, secrets, age.",
        discussion: """
            Reads every fixture to its end. Finds damage, a missing end mark, what exceeds the limits, secrets \
            that are left (by the same detectors as redaction, and what looks random), and recordings \
            that are too old. A secret is named by its entry, kind and place and never shown.

            Exit codes: 0 all is well; 1 something was found; 2 a file cannot be read, or is no fixture.

            Examples:
              reprise verify Fixtures
              reprise verify --max-age 180 --rules redaction.rules --json Fixtures/*.jsonl.gz
            """
    )

    @Argument(
        help:
            "Fixtures, and folders: in them, every file that ends in .jsonl.gz, and sessions in .jsonl.",
        completion: .file(extensions: ["gz", "jsonl"])
    )
    var files: [String]

    @Option(
        name: .customLong("rules"),
        help: ArgumentHelp("A file of redaction rules of your own.", valueName: "file"),
        completion: .file()
    )
    var rulesFile: String?

    @Option(
        name: .customLong("max-age"),
        help: ArgumentHelp("How old a recording may be, in days.", valueName: "days"),
        transform: NumberArgument.whole(in: 0...36_500)
    )
    var maximumAge: Int?

    @Flag(help: "Do not report text that only looks random.")
    var noEntropy = false

    @Flag(help: "Print the findings as one JSON object, for machines.")
    var json = false

    @OptionGroup(title: "Limits") var limits: LimitOptions

    func validate() throws {
        if files.isEmpty { throw ValidationError("Say which fixtures to check.") }
    }

    func run() async throws {
        try await reportingFailures {
            let options = SessionVerification.Options(
                limits: limits.values,
                rules: try .standard(and: rulesFile),
                findsRandomText: !noEntropy,
                maximumAge: maximumAge,
                now: WallClock.now
            )
            let reports = try FixtureFolder.paths(files).map { VerifiedFixture($0, options) }
            if json {
                Console.print(VerifiedFixture.json(reports).compactText)
            } else {
                for report in reports { report.print() }
            }
            if reports.contains(where: { $0.isUnreadable }) { throw ExitCode.failed }
            if !reports.allSatisfy({ $0.isFine }) { throw ExitCode.differs }
        }
    }
}
