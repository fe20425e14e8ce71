import SessionRecording
import SlackWire

/// How inputs become sessions, for all targets that work on whole ones.
enum Inputs {
    /// What a fixture of a few kilobytes may ask for, so that a target that goes on for long does so by itself.
    static let limits = ReaderLimits(
        lineLength: 1 << 20,
        inflatedSize: 1 << 22,
        contentSize: 1 << 20,
        namedContent: 1 << 24,
        openIDs: 1_000
    )

    /// What can be read of a fixture.
    static func session(_ bytes: [UInt8]) -> Session? {
        (try? SessionRepair.salvage(bytes: bytes, limits: limits))?.0
    }

    /// A session in which Slack names people, and says the input where it says anything.
    static func conversation(_ bytes: [UInt8]) -> Session {
        let text = String(decoding: bytes, as: UTF8.self)
        let member: JSONValue = [
            "id": "U123", "name": .string(text), "real_name": "Ann Bee",
            "profile": ["email": .string(text), "display_name": .string(text)],
        ]
        let kinds: [SessionEntry.Kind] = [
            .call(id: 1, WebAPICall(method: "users.list")),
            .answer(call: 1, WebAPIAnswer(json: ["ok": true, "members": [member]])),
            .open(socket: 1, SocketRequest(url: "wss://wss-primary.slack.com/" + text), call: nil),
            .receive(socket: 1, SocketMessage(text)),
            .receive(socket: 1, SocketMessage(kind: .binary, bytes: bytes)),
            .call(
                id: 2,
                WebAPICall(.method("chat.postMessage"), body: .form([FormField("text", text)]))
            ),
            .answer(call: 2, WebAPIAnswer(headers: ["location": text], body: bytes)),
            .note(text),
        ]
        return Session(
            header: SessionHeader(epoch: 0, title: text),
            entries: kinds.map { SessionEntry(at: 0, $0) }
        )
    }
}
