import NIOHTTP1
import SlackWire

extension HTTPRequestHead {
    /// Whether the client asks to go on in another protocol.
    var asksForUpgrade: Bool {
        headers.contains(name: "upgrade")
            && headers[canonicalForm: "connection"].contains { $0.lowercased() == "upgrade" }
    }

    /// Whether the client asks to go on as a WebSocket (RFC 6455 §4.1).
    var asksForSocket: Bool {
        asksForUpgrade && method == .GET
            && headers[canonicalForm: "upgrade"].contains { $0.lowercased() == "websocket" }
    }
}

extension IncomingRequest {
    init(_ head: HTTPRequestHead, body: [UInt8]) {
        self.init(
            method: SlackWire.HTTPMethod(rawValue: head.method.rawValue),
            target: head.uri,
            headers: SlackWire.HTTPHeaders(
                head.headers.map { SlackWire.HTTPHeaders.Field(name: $0.name, value: $0.value) }
            ),
            body: body,
            wantsSocket: head.asksForSocket
        )
    }
}

extension HTTPConnectionState.Reply {
    init(_ answer: OutgoingAnswer, to request: HTTPRequestHead, ending: Ending) {
        var fields = NIOHTTP1.HTTPHeaders()
        for field in answer.headers { fields.add(name: field.name, value: field.value) }
        let hasBody = !(answer.status < 200 || answer.status == 204 || answer.status == 304)
        // What a HEAD would bring is as long as the answer says, which nobody has counted.
        let isCounted = request.method != .HEAD || !answer.body.isEmpty
        if hasBody, isCounted {
            fields.replaceOrAdd(name: "content-length", value: String(answer.body.count))
        }
        if ending != .keepOpen {
            fields.add(name: "connection", value: "close")
        } else if request.version.minor == 0 {
            fields.add(name: "connection", value: "keep-alive")
        }
        head = HTTPResponseHead(
            version: request.version,
            status: HTTPResponseStatus(statusCode: answer.status),
            headers: fields
        )
        body = hasBody && request.method != .HEAD ? answer.body : []
        self.ending = ending
    }
}
