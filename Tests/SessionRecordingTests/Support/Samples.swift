import SessionRecording
import SlackWire

/// Sessions that tests share.
enum Samples {
    static let header = SessionHeader(epoch: 1_485_975_421_000_000, title: "A sitting")

    /// Bytes that are neither UTF-8 nor short.
    static let picture = (0..<700).map { UInt8(truncatingIfNeeded: $0 * 37 + 129) }

    /// A session with every kind of entry, in every spelling.
    static let everything = Session(header: header, entries: calls + socket + rest)

    private static let calls: [SessionEntry] = [
        SessionEntry(at: 0, .note("A \"note\"\nfor people")),
        SessionEntry(
            at: 10,
            .call(id: 1, WebAPICall(method: "rtm.connect", arguments: []))
        ),
        SessionEntry(
            at: 20,
            .answer(
                call: 1,
                WebAPIAnswer(
                    headers: ["content-type": "application/json", "x-slack-req-id": "r1"],
                    body: Array(#"{"ok":true, "url":"wss:\/\/h\/REDACTED-1"}"#.utf8)
                )
            )
        ),
        SessionEntry(
            at: 30,
            .call(
                id: 2,
                WebAPICall(
                    .method("files.list"),
                    httpMethod: .get,
                    query: [FormField("a", "1"), FormField("a", "2")],
                    headers: ["accept": "*/*"]
                )
            )
        ),
        SessionEntry(at: 31, .failure(call: 2, TransportFailure(.timeout, "no answer in 30 s"))),
        SessionEntry(
            at: 40,
            .call(
                id: 3,
                WebAPICall(
                    .url("https://files.example/u/1"),
                    body: .multipart([
                        MultipartPart(name: "channels", bytes: Array("C1".utf8)),
                        MultipartPart(
                            name: "file",
                            filename: "a.png",
                            contentType: "image/png",
                            bytes: picture
                        ),
                    ])
                )
            )
        ),
        SessionEntry(
            at: 41,
            .answer(call: 3, WebAPIAnswer(status: 502, body: Array("<p>\n".utf8)))
        ),
        SessionEntry(at: 42, .call(id: 4, WebAPICall(.url("https://h/1"), body: .bytes(picture)))),
        SessionEntry(at: 43, .answer(call: 4, WebAPIAnswer(body: picture))),
        SessionEntry(
            at: 44,
            .call(
                id: 5,
                WebAPICall(
                    .method("chat.update"),
                    body: .json(JSONText(uncheckedBytes: Array("{\n\"a\":1}".utf8)))
                )
            )
        ),
        SessionEntry(
            at: 45,
            .call(id: 6, WebAPICall(.method("views.open"), body: .json(JSONText(["a": []]))))
        ),
    ]

    private static let socket: [SessionEntry] = [
        SessionEntry(at: 50, .open(socket: 1, SocketRequest(url: "wss://h/REDACTED-1"), call: 1)),
        SessionEntry(at: 60, .receive(socket: 1, SocketMessage(#"{"type":"hello"}"#))),
        SessionEntry(at: 70, .send(socket: 1, SocketMessage("{\"id\":1,\"text\":\"\\u003c\"}\n"))),
        SessionEntry(at: 71, .receive(socket: 1, SocketMessage(#"{"reply_to":1,"#))),
        SessionEntry(
            at: 72,
            .receive(socket: 1, SocketMessage(kind: .binary, bytes: [0, 255, 1]))
        ),
        SessionEntry(at: 73, .receive(socket: 1, SocketMessage(kind: .binary, bytes: picture))),
        SessionEntry(at: 74, .receive(socket: 1, SocketMessage(""))),
        SessionEntry(at: 80, .ping(socket: 1, by: .peer, [])),
        SessionEntry(at: 80, .pong(socket: 1, by: .bot, Array("life".utf8))),
        SessionEntry(at: 90, .close(socket: 1, SocketClose(code: 1000, reason: "bye", by: .bot))),
    ]

    private static let rest: [SessionEntry] = [
        SessionEntry(
            at: 95,
            .open(
                socket: 2,
                SocketRequest(url: "ws://h/REDACTED-2", headers: ["cookie": "d=REDACTED-3"]),
                call: nil
            )
        ),
        SessionEntry(
            at: 96,
            .refused(socket: 2, TransportFailure(.upgradeRefused, "404", status: 404))
        ),
        SessionEntry(
            at: 97,
            .unknown(name: "bell", JSONText(uncheckedBytes: Array(#"{"at":97, "bell":1}"#.utf8)))
        ),
        SessionEntry(at: 97, .call(id: 7, WebAPICall(.method("x.stream"), body: .none))),
        SessionEntry(
            at: 97,
            .head(call: 7, WebAPIAnswer(headers: ["content-type": "text/event-stream"]))
        ),
        SessionEntry(at: 97, .chunk(call: 7, BodyChunk(bytes: 8, lines: 2))),
        SessionEntry(at: 97, .chunk(call: 7, BodyChunk(bytes: 700))),
        SessionEntry(at: 97, .part(call: 7, Array("data: 1\n".utf8) + picture)),
        SessionEntry(at: 97, .failure(call: 7, TransportFailure(.io, "the connection broke"))),
        SessionEntry(at: 97, .process(.asked(signal: 2))),
        SessionEntry(at: 98, .process(.exited(code: 3))),
        SessionEntry(at: 98, .process(.killed(signal: 9))),
        SessionEntry(
            at: 98,
            .note("done"),
            extraFields: [ExtraField("colour", JSONText(uncheckedBytes: Array("[1, 2]".utf8)))]
        ),
    ]
}

extension [UInt8] {
    /// The bytes as text, for comparison in messages.
    var text: String { String(decoding: self, as: UTF8.self) }
}
