public import SlackWire

/// What Slack's side of a socket is asked to do.
public enum StageDirection: Sendable, Hashable {
    /// Say something.
    case say(SocketMessage)
    /// Ping.
    case ping([UInt8])
    /// Close, with a close frame.
    case close(code: UInt16, reason: String)
    /// Let the connection break.
    case lose
    /// Break the protocol.
    case violate
}

extension StageDirection {
    /// The message over the socket that asks the Slack of ``ScriptedTransport/conformance(hosts:)``.
    var message: SocketMessage {
        let parts: [JSONMember] =
            switch self {
            case .say(let message):
                [
                    JSONMember("do", "say"), JSONMember("kind", .string(message.kind.word)),
                    JSONMember("bytes", .string(Base64.encode(message.bytes))),
                ]
            case .ping(let payload):
                [JSONMember("do", "ping"), JSONMember("bytes", .string(Base64.encode(payload)))]
            case .close(let code, let reason):
                [
                    JSONMember("do", "close"), JSONMember("code", .number(String(code))),
                    JSONMember("reason", .string(reason)),
                ]
            case .lose: [JSONMember("do", "lose")]
            case .violate: [JSONMember("do", "violate")]
            }
        return SocketMessage(json: .object([JSONMember("type", "conformance")] + parts))
    }

    /// Does it to a scripted socket, if the message asks for something.
    static func obey(_ message: JSONValue, on socket: ScriptedSocket) {
        let bytes = message["bytes"]?.string.flatMap { Base64.decode(Array($0.utf8)) } ?? []
        switch message["do"]?.string {
        case "say":
            let kind: SocketMessage.Kind = message["kind"]?.string == "binary" ? .binary : .text
            socket.give(.message(SocketMessage(kind: kind, bytes: bytes)))
        case "ping": socket.give(.ping(bytes))
        case "close":
            let code = message["code"]?.int.flatMap { UInt16(exactly: $0) }
            let reason = message["reason"]?.string ?? ""
            socket.end(SocketClose(code: code, reason: reason, by: .peer))
        case "lose": socket.end(SocketClose(reason: "the connection broke", by: .lost))
        case "violate":
            socket.fail(TransportFailure(.protocolViolation, "a frame that is none"))
        default: break
        }
    }
}

extension SocketMessage.Kind {
    /// The kind in a word.
    var word: String {
        switch self {
        case .text: "text"
        case .binary: "binary"
        }
    }
}
