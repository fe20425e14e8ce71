import Interleaving
import SlackBot
import SlackTransport
import SlackTransportTesting
import SlackWire
import Synchronization
import Testing

/// A Slack for these tests, and a bot that lives in it in virtual time.
enum World {
    static let credentials = Credentials(
        bot: SlackToken("xoxb" + "-1-test"),
        app: SlackToken("xapp" + "-1-test")
    )

    /// A Slack in which everything works but `chat.delete` and `fail.me`.
    static func slack() -> ScriptedTransport {
        ScriptedTransport(
            answering: { (call) throws(TransportFailure) in
                switch call.methodName {
                case "apps.connections.open":
                    return WebAPIAnswer(json: ["ok": true, "url": "wss://slack.test/link"])
                case "auth.test":
                    return WebAPIAnswer(json: ["ok": true, "user_id": "UBOT", "team_id": "T1"])
                case "chat.delete":
                    return WebAPIAnswer(json: ["ok": false, "error": "message_not_found"])
                case "fail.me": throw TransportFailure(.timeout, "No answer within 30 s.")
                default: return WebAPIAnswer(json: ["ok": true])
                }
            },
            opening: { (_) throws(TransportFailure) in
                ScriptedSocket(sending: { (_, _) throws(TransportFailure) in })
            }
        )
    }

    /// Runs a bot in virtual time while `script` plays Slack, and stops it.
    static func run(
        _ bot: Bot,
        observer: @escaping @Sendable (BotActivity) -> Void,
        _ script: @escaping @Sendable (ScriptedTransport, SessionClock) async throws -> Void
    ) throws {
        let simulation = Simulation(limits: SimulationLimits(latency: .zero))
        let slack = slack()
        let clock = SessionClock(simulation.clock)
        let run = simulation.run {
            let shutdown = Shutdown()
            async let summary = bot.run(
                over: slack,
                credentials: credentials,
                clock: clock,
                until: shutdown,
                observer: observer
            )
            try await script(slack, clock)
            shutdown.request()
            _ = try await summary
        }
        try run.result
    }

    /// A message in an envelope.
    static func message(_ id: String, _ text: String = "hi") -> String {
        """
        {"envelope_id":"\(id)","type":"events_api","accepts_response_payload":false,"payload":\
        {"type":"event_callback","event_id":"Ev\(id)","event":{"type":"message","channel":"C1",\
        "user":"U1","text":"\(text)","ts":"1.\(id)"}}}
        """
    }

    /// What a handler of a test throws.
    struct Refusal: Error, CustomStringConvertible {
        let description = "the handler did not feel like it"
    }

    /// A bot that calls what it is told to, fails at `fail`, and takes a second at `slow`.
    static func bot(_ processing: Processing = .queued()) -> Bot {
        Bot(.socketMode, processing: processing) { event, context in
            switch event.text {
            case "fail"?: throw Refusal()
            case "slow"?: try await context.sleep(for: .seconds(1))
            case let method?: _ = try? await context.call(method)
            case nil: break
            }
        }
    }
}
