public import ArgumentParser

/// The command `reprise`.
public struct RepriseCommand: AsyncParsableCommand {
    /// Name, help and subcommands.
    public static let configuration = CommandConfiguration(
        commandName: "reprise",
        abstract: "Records what a Slack bot and Slack say to each other, and plays it back.",
        discussion: """
            Tokens come from the environment and from nowhere else: SLACK_BOT_TOKEN (xoxb-…), \
            SLACK_APP_TOKEN (xapp-…, Socket Mode). SLACK_API_URL names another server than \
            https://slack.com/api/. DEBUG=1 shows the wire on stderr, without secrets.

            Exit codes: 0 done; 1 a replay differs from its recording, or nothing shows that it does \
            not, or a check found something; 2 something failed, and stderr \
            says what; 64 the command line is wrong; 130 interrupted.
            """,
        version: "reprise 0.1.0",
        subcommands: [
            DemoCommand.self, RecordCommand.self, ReplayCommand.self, ShowCommand.self,
            RedactCommand.self, VerifyCommand.self, RepairCommand.self, ServeCommand.self,
            WhoAmICommand.self, ListenCommand.self,
        ]
    )

    /// Makes the command.
    public init() {}

    /// Parses the process's arguments, runs the command they name, and ends the process.
    public static func start() async {
        _ = InheritedDescriptors.all
        await main()
    }
}

/// The exit codes beyond those of the argument parser.
extension ExitCode {
    /// A replay differs from its recording.
    static let differs = ExitCode(1)
    /// Something failed; stderr says what.
    static let failed = ExitCode(2)
}
