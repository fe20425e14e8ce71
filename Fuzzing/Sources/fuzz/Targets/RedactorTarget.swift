import SecretRedaction
import SessionRecording
import SlackWire

/// The redactor, in every place where an entry carries bytes of others.
enum RedactorTarget {
    static func run(_ input: UnsafeBufferPointer<UInt8>) -> CInt {
        let bytes = Array(input)
        let text = String(decoding: bytes, as: UTF8.self)
        let session = Session(
            header: SessionHeader(epoch: 0, title: text),
            entries: entries(bytes, text).map { SessionEntry(at: 0, $0) }
        )
        var redactor = Redactor()
        let once = redactor.redacted(session)
        var another = Redactor()
        let twice = another.redacted(once)
        promise(once.entries == twice.entries, "redacting twice changes nothing")
        promise(once.header == twice.header, "redacting a header twice changes nothing")
        promise(
            (try? Session(bytes: once.fixtureBytes(redactor: nil)))?.isComplete == true,
            "a redacted session can be written and read"
        )
        return 0
    }

    private static func entries(_ bytes: [UInt8], _ text: String) -> [SessionEntry.Kind] {
        [
            .call(
                id: 1,
                WebAPICall(
                    .url(text),
                    query: FormCoding.decode(bytes),
                    headers: ["authorization": text, "cookie": text],
                    body: .bytes(bytes)
                )
            ),
            .answer(call: 1, WebAPIAnswer(headers: ["location": text], body: bytes)),
            .call(id: 2, WebAPICall(.method("x"), body: .form(FormCoding.decode(bytes)))),
            .call(
                id: 3,
                WebAPICall(.method("x"), body: .json(JSONText(uncheckedBytes: bytes)))
            ),
            .call(
                id: 4,
                WebAPICall(
                    .method("x"),
                    body: .multipart([MultipartPart(name: text, filename: text, bytes: bytes)])
                )
            ),
            .open(socket: 1, SocketRequest(url: text), call: nil),
            .receive(socket: 1, SocketMessage(kind: .binary, bytes: bytes)),
            .send(socket: 1, SocketMessage(text)),
            .close(socket: 1, SocketClose(code: 1000, reason: text, by: .peer)),
            .note(text),
        ]
    }
}
