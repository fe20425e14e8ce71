import ArgumentParser
import SlackBot
import SlackLiveTransport
import SlackTransport
import SlackWire

/// `reprise whoami`: tests a token.
struct WhoAmICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "whoami",
        abstract: "Tests the token in SLACK_BOT_TOKEN and says whose it is.",
        discussion: "Example: SLACK_BOT_TOKEN=xoxb-… reprise whoami"
    )

    @Flag(help: "Print Slack's answer as JSON.")
    var json = false

    func run() async throws {
        try await reportingFailures {
            let environment = Environment.process
            guard let token = environment.credentials.bot else {
                throw CommandFailure(
                    "there is no token; set SLACK_BOT_TOKEN to the bot's token (xoxb-…) and try again"
                )
            }
            try await withLiveTransport(environment) { transport in
                let call = WebAPICall(method: "auth.test").authorized(with: token)
                let answer = try await transport.call(call)
                let identity = try answer.checked(for: call)
                if json {
                    Console.print(identity.compactText)
                    return
                }
                let user = identity["user"]?.string ?? "?"
                let userID = identity["user_id"]?.string ?? "?"
                let team = identity["team"]?.string ?? "?"
                let teamID = identity["team_id"]?.string ?? "?"
                Console.print("\(user) (\(userID)) in \(team) (\(teamID))")
                if let scopes = answer.headers["x-oauth-scopes"] {
                    Console.print("scopes: \(scopes)")
                }
            }
        }
    }
}
