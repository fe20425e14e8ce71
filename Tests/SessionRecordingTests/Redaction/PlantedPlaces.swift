import SessionRecording
import SlackWire

/// Where a text can stand in a session.
enum PlantedPlaces {
    /// Entries that carry a text wherever one can stand; in their order they are a session.
    static func entries(_ secret: String) -> [SessionEntry.Kind] {
        let quoted = JSONValue.string(secret).compactText
        let nested = JSONValue.string("{\"a\":[\(quoted)]}").compactText
        var kinds: [SessionEntry.Kind] = []
        let bodies: [WebAPICall.Body] = [
            .form([FormField("text", "see \(secret) there"), FormField("token", secret)]),
            .form([FormField("blocks", "[{\"text\":\(quoted)}]"), FormField(secret, "1")]),
            .json(JSONText(uncheckedBytes: Array("{\"text\":\(nested)}".utf8))),
            .json(JSONText(uncheckedBytes: Array("{\n\"text\":\(quoted)}".utf8))),
            .multipart([
                MultipartPart(name: "token", bytes: Array(secret.utf8)),
                MultipartPart(name: "file", filename: "a", bytes: Array("\n\(secret)\n".utf8)),
                MultipartPart(name: secret, filename: secret, contentType: secret, bytes: [0x61]),
            ]),
            .bytes(Array("text=\(Secrets.percentEncoded(secret))&x=1".utf8)),
            .bytes([0xff, 0x00] + Array(secret.utf8) + [0xfe]),
        ]
        for (index, body) in bodies.enumerated() {
            kinds.append(
                .call(
                    id: index + 1,
                    WebAPICall(
                        .url("https://slack.com/api/x?u=" + Secrets.percentEncoded(secret)),
                        query: [FormField("q", secret), FormField(secret, "1")],
                        headers: [
                            "authorization": "Bearer \(secret)", "cookie": "d=\(secret); b=2",
                            "x-any": secret, secret: "1",
                        ],
                        body: body
                    )
                )
            )
        }
        kinds.append(.failure(call: 1, TransportFailure(.io, "cannot reach \(secret)")))
        kinds.append(
            .open(socket: 1, SocketRequest(url: secret, headers: ["cookie": secret]), call: 1)
        )
        for text in [
            "{\"m\":\(quoted)}", "{\"m\":\(nested)}", "<a href=\"\(secret)\">",
            "{\"cut\":\(quoted)",
            "{\"m\":\"\(Secrets.spellings(secret)[1])\"}", "{\"cut\":\"\(secret)",
            "{\"m\":\"\(Secrets.spellings(secret)[2])\"}", "{bad: \(secret) }",
            "{\"m\":\"\(Spelling.unicode(secret))\"}", "payload=\(Secrets.percentEncoded(quoted))",
        ] {
            let id = kinds.count + 1
            kinds.append(.call(id: id, WebAPICall(.method("api.test"))))
            kinds.append(
                .answer(
                    call: id,
                    WebAPIAnswer(
                        headers: ["location": secret, "set-cookie": "d=\(secret); Path=/"],
                        body: Array(text.utf8)
                    )
                )
            )
            kinds.append(.receive(socket: 1, SocketMessage(text)))
            kinds.append(.send(socket: 1, SocketMessage(text + "\n")))
        }
        kinds.append(.ping(socket: 1, by: .peer, Array("at \(secret), ok".utf8)))
        kinds.append(.pong(socket: 1, by: .bot, Array("{\"m\":\(quoted)}".utf8)))
        // In capitals base64 means something else.
        if secret.hasPrefix("xox") {
            let verb = HTTPMethod(rawValue: secret)
            kinds.append(.call(id: kinds.count + 1, WebAPICall(.method("x"), httpMethod: verb)))
        }
        kinds.append(.close(socket: 1, SocketClose(reason: secret, by: .peer)))
        kinds.append(.note("found \(secret)"))
        kinds.append(
            .unknown(
                name: secret,
                JSONText(uncheckedBytes: Array("{\"at\":0,\(quoted):1}".utf8))
            )
        )
        kinds.append(
            .unknown(name: "x", JSONText(uncheckedBytes: Array("{\"at\":0,\"x\":\(quoted)}".utf8)))
        )
        return kinds
    }
}
