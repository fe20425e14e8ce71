import NIOHTTP1
import SlackWire

extension HTTPRequestHead {
    /// Whether the client waits to be told to send the body (RFC 9110 §10.1.1).
    var expectsContinue: Bool {
        version.minor > 0 && headers.first(name: "expect")?.lowercased() == "100-continue"
    }

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
            wantsSocket: head.asksForSocket,
            minorVersion: head.version.minor
        )
    }
}

extension HTTPConnectionState.Reply {
    init(_ answer: OutgoingAnswer, to request: HTTPRequestHead, ending: Ending) {
        var fields = NIOHTTP1.HTTPHeaders(answer)
        let hasBody = Self.hasBody(answer)
        // What a HEAD would bring is as long as the answer says, which nobody has counted.
        let isCounted = request.method != .HEAD || !answer.body.isEmpty
        if hasBody, isCounted {
            fields.replaceOrAdd(name: "content-length", value: String(answer.body.count))
        }
        fields.add(ending != .keepOpen, to: request)
        head = HTTPResponseHead(answer, to: request, fields)
        body = hasBody && request.method != .HEAD ? answer.body : []
        self.ending = ending
    }

    /// The head of an answer whose body comes in pieces: as long as it says, or else in chunks, or, for a client of HTTP/1.0, until the
    /// end of the connection (RFC 9112 §6.3).
    static func begin(
        _ answer: OutgoingAnswer,
        to request: HTTPRequestHead,
        closes: Bool
    ) -> (HTTPResponseHead, HTTPConnectionState.Flow) {
        var fields = NIOHTTP1.HTTPHeaders(answer)
        let hasBody = Self.hasBody(answer)
        let length = hasBody ? fields.first(name: "content-length").flatMap { Int($0) } : nil
        let isUnframed = hasBody && length == nil
        let endsWithConnection = isUnframed && request.version.minor == 0
        if isUnframed, !endsWithConnection, request.method != .HEAD {
            fields.add(name: "transfer-encoding", value: "chunked")
        }
        fields.add(closes || endsWithConnection, to: request)
        let flow = HTTPConnectionState.Flow(
            bytesLeft: length,
            hasBody: hasBody && request.method != .HEAD,
            endsWithConnection: endsWithConnection
        )
        return (HTTPResponseHead(answer, to: request, fields), flow)
    }

    /// Whether an answer of this status may have a body.
    private static func hasBody(_ answer: OutgoingAnswer) -> Bool {
        !(answer.status < 200 || answer.status == 204 || answer.status == 304)
    }
}

extension NIOHTTP1.HTTPHeaders {
    fileprivate init(_ answer: OutgoingAnswer) {
        self.init()
        for field in answer.headers { add(name: field.name, value: field.value) }
    }

    /// Says what becomes of the connection.
    fileprivate mutating func add(_ closes: Bool, to request: HTTPRequestHead) {
        if closes {
            add(name: "connection", value: "close")
        } else if request.version.minor == 0 {
            add(name: "connection", value: "keep-alive")
        }
    }
}

extension HTTPResponseHead {
    fileprivate init(
        _ answer: OutgoingAnswer,
        to request: HTTPRequestHead,
        _ fields: NIOHTTP1.HTTPHeaders
    ) {
        self.init(
            version: request.version,
            status: HTTPResponseStatus(statusCode: answer.status),
            headers: fields
        )
    }
}
