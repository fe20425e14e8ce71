package import SessionRecording
package import SlackWire

/// Writes recordings for tests, entry by entry.
package struct SessionBuilder {
    package private(set) var entries: [SessionEntry] = []

    package init() {}

    /// Adds an entry at a time in milliseconds.
    package mutating func at(_ milliseconds: Int64, _ kind: SessionEntry.Kind) {
        entries.append(SessionEntry(at: milliseconds * 1_000, kind))
    }

    package var session: Session {
        Session(header: SessionHeader(epoch: 0, isRedacted: false), entries: entries)
    }

    /// A recording that opens one RTM socket at 20 ms and greets at 30 ms.
    package static func rtm(_ url: String = "wss://slack.test/1") -> SessionBuilder {
        var builder = SessionBuilder()
        builder.at(0, .call(id: 1, .connect))
        builder.at(10, .answer(call: 1, .connected(to: url)))
        builder.at(20, .open(socket: 1, SocketRequest(url: url), call: 1))
        builder.at(30, .receive(socket: 1, .hello))
        return builder
    }
}

extension WebAPICall {
    package static let connect = WebAPICall(method: "rtm.connect")

    package static func post(_ text: String, in channel: String = "C1") -> WebAPICall {
        WebAPICall(
            method: "chat.postMessage",
            arguments: [JSONMember("channel", .string(channel)), JSONMember("text", .string(text))]
        )
    }
}

extension WebAPIAnswer {
    package static func connected(to url: String) -> WebAPIAnswer {
        WebAPIAnswer(json: ["ok": true, "url": .string(url)])
    }

    package static func posted(_ ts: String, in channel: String = "C1") -> WebAPIAnswer {
        WebAPIAnswer(json: ["ok": true, "channel": .string(channel), "ts": .string(ts)])
    }
}

extension SocketMessage {
    package static let hello = SocketMessage(#"{"type":"hello"}"#)

    package static func event(_ text: String, ts: String, in channel: String = "C1")
        -> SocketMessage
    {
        SocketMessage(
            json: [
                "type": "message", "channel": .string(channel), "user": "U1",
                "text": .string(text), "ts": .string(ts),
            ]
        )
    }

    package static func rtm(_ text: String, id: JSONValue? = nil, in channel: String = "C1")
        -> SocketMessage
    {
        var members: [JSONMember] = []
        if let id { members.append(JSONMember("id", id)) }
        members += [
            JSONMember("type", "message"), JSONMember("channel", .string(channel)),
            JSONMember("text", .string(text)),
        ]
        return SocketMessage(json: .object(members))
    }
}

extension Duration {
    package static func ms(_ milliseconds: Int64) -> Duration { .milliseconds(milliseconds) }
}
