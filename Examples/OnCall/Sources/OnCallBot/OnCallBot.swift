import OnCall
import SlackBot
import SlackLiveTransport

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Runs the bot until Ctrl-C or SIGTERM, with the tokens from `SLACK_BOT_TOKEN` and `SLACK_APP_TOKEN`, and one person on call
/// for everything: the user id in `ON_CALL`.
@main
struct OnCallBot {
    static func main() async throws {
        var environment: [String: String] = [:]
        for name in ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "ON_CALL"] {
            environment[name] = getenv(name).map { String(cString: $0) }
        }
        guard let person = environment["ON_CALL"], !person.isEmpty else {
            print("set ON_CALL to the id of whoever is on call, for example U012AB3CD")
            exit(1)
        }
        var bot = onCall(rota: ["shop": person, "search": person, "mail": person])
        bot.configuration.callPolicy = .considerate
        let live = bot
        let credentials = Credentials(environment: environment)
        let transport = SlackLiveTransport()
        do {
            let summary = try await SignalShutdown.run { shutdown in
                try await live.run(
                    over: transport,
                    credentials: credentials,
                    until: shutdown,
                    observer: { activity in
                        if case .ended(let event, let error?) = activity.kind {
                            print("event \(event) failed: \(error)")
                        }
                    }
                )
            }
            print("handled \(summary.handled) events")
        } catch {
            print(error)
            exit(1)
        }
        await transport.close()
    }
}
