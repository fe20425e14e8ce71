import SlackTransport
import SlackWire

/// Makes recorded replies fit what the bot sent this time.
enum ReplyRewriting {
    /// An acknowledgement for the id that the bot used this time; without one if the bot used none.
    static func acknowledgement(_ message: SocketMessage, for id: String?) -> SocketMessage {
        SocketMessage(kind: message.kind, bytes: replying(message.bytes, to: id))
    }

    /// A pong for the ping that the bot sent this time: Slack repeats every flat field of the ping but its
    /// `id`, which comes back as `reply_to`.
    static func pong(
        _ message: SocketMessage,
        for sent: SentMessage,
        recorded: SentMessage
    ) -> SocketMessage {
        guard sent.members != recorded.members else { return message }
        var bytes = replying(message.bytes, to: sent.id)
        let echoed = Self.echoed(sent)
        for member in Self.echoed(recorded)
        where !echoed.contains(where: { $0.name == member.name }) {
            bytes = JSONEdit.removing(member.name, from: bytes)
        }
        for member in echoed {
            bytes = JSONEdit.setting(member.name, to: member.value.compactBytes, in: bytes)
        }
        return SocketMessage(kind: message.kind, bytes: bytes)
    }

    /// The pong that Slack sends for a ping.
    static func pong(for sent: SentMessage) -> SocketMessage {
        var members = [JSONMember("type", "pong")]
        if let id = JSONValue.object(sent.members)["id"] {
            members.append(JSONMember("reply_to", id))
        }
        return SocketMessage(json: .object(members + echoed(sent)))
    }

    private static func replying(_ bytes: [UInt8], to id: String?) -> [UInt8] {
        guard let id else { return JSONEdit.removing("reply_to", from: bytes) }
        return JSONEdit.setting("reply_to", to: Array(id.utf8), in: bytes)
    }

    /// The flat fields of a ping; of more than any client sends, the first ones.
    private static func echoed(_ ping: SentMessage) -> [JSONMember] {
        let flat = ping.members.lazy.filter { member in
            switch member.value {
            case .array, .object: false
            case .null, .bool, .number, .string: member.name != "type" && member.name != "id"
            }
        }
        return Array(flat.prefix(64))
    }
}
