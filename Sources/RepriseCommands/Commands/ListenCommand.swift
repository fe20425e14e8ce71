import ArgumentParser
import SlackBot

/// `reprise listen`: prints messages as they come.
struct ListenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "listen",
        abstract: "Connects and prints messages as they come, until interrupted.",
        discussion: """
            Socket Mode where SLACK_APP_TOKEN is set, RTM otherwise.

            Example: SLACK_APP_TOKEN=xapp-… SLACK_BOT_TOKEN=xoxb-… reprise listen
            """
    )

    @Option(help: "How to connect: rtm or socket-mode.")
    var connection: ConnectionOption?

    func run() async throws {
        try await reportingFailures {
            let environment = Environment.process
            let bot = ListenerBot.make(connection?.connection ?? environment.connection) {
                Console.print($0)
            }
            try await withLiveTransport(environment) { transport in
                _ = try await runUntilInterrupted(
                    bot,
                    over: transport,
                    credentials: environment.credentials
                )
            }
        }
    }
}
