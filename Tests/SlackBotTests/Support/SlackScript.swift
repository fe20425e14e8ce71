import RepriseFloor
import SlackTransport
import SlackTransportTesting
import SlackWire

/// What a bot finds on the other side unless its test says otherwise: a Slack in which everything works.
extension ScriptedTransport {
    /// What comes of a call.
    enum Answer: Sendable {
        case json(JSONValue)
        case raw(WebAPIAnswer)
        case failure(TransportFailure)
    }

    /// - Parameters:
    ///   - answer: Gets the call and how many calls of that target came before.
    ///   - refusal: Gets the number of the attempt to open a socket, from 1, and may refuse it.
    ///   - onSend: Gets each message of the bot.
    ///   - hosts: What stands for Slack.
    convenience init(
        answer: @escaping @Sendable (WebAPICall, Int) async -> Answer = ScriptedTransport.usual,
        refusal: @escaping @Sendable (Int) -> TransportFailure? = { _ in nil },
        onSend: @escaping @Sendable (SocketMessage, ScriptedSocket) -> Void =
            ScriptedTransport.acknowledge,
        hosts: SlackHosts = .slack
    ) {
        let counts = Locked<[WebAPICall.Target: Int]>([:])
        let attempts = Locked(0)
        self.init(
            hosts: hosts,
            answering: { (call) throws(TransportFailure) in
                let before = counts.withLock { counts in
                    defer { counts[call.target, default: 0] += 1 }
                    return counts[call.target, default: 0]
                }
                switch await answer(call, before) {
                case .json(let value): return WebAPIAnswer(json: value)
                case .raw(let answer): return answer
                case .failure(let failure): throw failure
                }
            },
            opening: { (_) throws(TransportFailure) in
                let attempt = attempts.withLock { attempts in
                    attempts += 1
                    return attempts
                }
                if let failure = refusal(attempt) { throw failure }
                return ScriptedSocket(sending: { (message, socket) throws(TransportFailure) in
                    onSend(message, socket)
                })
            }
        )
    }

    /// A Slack in which everything works.
    static func working() -> ScriptedTransport { ScriptedTransport(answer: usual) }

    /// The names of the methods, and URLs, called.
    var called: [String] {
        calls.map { call in
            switch call.target {
            case .method(let name): name
            case .url(let url): url
            }
        }
    }

    /// Answers as a Slack in which everything works.
    static func usual(_ call: WebAPICall, _ before: Int) async -> Answer {
        switch call.methodName {
        case "rtm.connect", "rtm.start":
            .json([
                "ok": true, "url": "wss://slack.test/\(before + 1)",
                "self": ["id": "UBOT", "name": "bot"], "team": ["id": "T1", "name": "Team"],
            ])
        case "apps.connections.open":
            .json(["ok": true, "url": "wss://slack.test/link/\(before + 1)"])
        case "auth.test":
            .json([
                "ok": true, "user_id": "UBOT", "user": "bot", "bot_id": "BBOT", "team_id": "T1",
                "team": "Team",
            ])
        default: .json(["ok": true])
        }
    }

    /// Acknowledges whatever has an id, at once.
    static func acknowledge(_ message: SocketMessage, _ socket: ScriptedSocket) {
        guard let value = try? JSONValue(parsing: message.bytes), let id = value["id"]?.int else {
            return
        }
        socket.say(#"{"ok":true,"reply_to":\#(id),"ts":"100.\#(id)","text":""}"#)
    }
}

extension ScriptedSocket {
    /// Everything the bot sent, as JSON text.
    var texts: [String] { sent.map(\.text) }
}
