import Greeter
import SlackBot
import SlackLiveTransport

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Runs the greeter until Ctrl-C or SIGTERM, with the token from `SLACK_BOT_TOKEN`.
@main
struct GreeterBot {
    static func main() async throws {
        let token = getenv("SLACK_BOT_TOKEN").map { String(cString: $0) }
        let credentials = Credentials(environment: ["SLACK_BOT_TOKEN": token ?? ""])
        let transport = SlackLiveTransport()
        do {
            let summary = try await SignalShutdown.run { shutdown in
                try await greeter.run(
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
            print("greeted \(summary.handled) times")
        } catch {
            print(error)
            exit(1)
        }
        await transport.close()
    }
}
