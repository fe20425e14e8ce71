import Measuring
import SlackLiveTransport
import SlackTransport
import SlackWire

/// Traffic over loopback from the client's side: against another client, or recorded against unrecorded.
@main
enum LiveBench {
    static func main() async throws {
        let arguments = try Arguments()
        switch arguments.verb {
        case "calls": try await CallRate.measure(arguments)
        case "compare": try await Comparison.measure(arguments)
        case "drain": try await Draining.measure(arguments)
        case "soak": try await Soak.measure(arguments)
        default: throw Arguments.Problem("There is no verb \(arguments.verb).")
        }
    }

    /// The call that every client makes: a message of an ordinary length.
    static let call = WebAPICall(
        method: "chat.postMessage",
        arguments: [
            JSONMember("channel", "C0BENCH0001"),
            JSONMember("text", "The build is green again, and the release can go out today."),
            JSONMember("thread_ts", "1700000000.000100"),
            JSONMember("unfurl_links", false),
        ]
    ).authorized(with: SlackToken("xoxb" + "-1-2-bench"))
}
