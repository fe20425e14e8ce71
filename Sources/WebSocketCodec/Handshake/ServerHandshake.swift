/// The server's side of the upgrade, without I/O.
///
/// It answers what a client asks for: one head in, one head out. Extensions are never agreed on.
public struct ServerHandshake: Sendable {
    /// A request for a WebSocket.
    public struct Request: Sendable, Hashable {
        /// Path and query, as the client wrote them.
        public let target: String
        /// All fields of the request.
        public let fields: [HandshakeField]
        /// The client's nonce.
        public let key: WebSocketKey

        /// The bytes that open the WebSocket; frames may follow at once.
        ///
        /// - Parameter fields: Further fields, for example a chosen subprotocol.
        public func acceptance(_ fields: [HandshakeField] = []) -> [UInt8] {
            var text = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            text += "Connection: Upgrade\r\nSec-WebSocket-Accept: \(key.acceptance)\r\n"
            for field in fields where field.isWritable {
                text += "\(field.name): \(field.value)\r\n"
            }
            return Array((text + "\r\n").utf8)
        }
    }

    private var parser: HeadParser

    /// Makes a handshake.
    ///
    /// - Parameter headLimit: The most bytes the request's head may have.
    public init(headLimit: Int = 1 << 16) {
        parser = HeadParser(limit: headLimit)
    }

    /// Takes bytes up to the end of the request's head.
    ///
    /// - Returns: The request, or `nil` when more bytes are needed.
    /// - Throws: ``HandshakeError``; ``refusal(of:)`` says what to answer.
    public mutating func next(
        in input: RawSpan,
        from offset: inout Int
    ) throws(HandshakeError) -> Request? {
        guard let head = try parser.next(in: input, from: &offset) else { return nil }
        let words = head.line.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, words[2] == "HTTP/1.1" else {
            throw .notHTTP(line: String(head.line.prefix(40)))
        }
        guard words[0] == "GET" else { throw .wrongRequest(.method) }
        guard head.fields.list(named: "upgrade", contains: "websocket"),
            head.fields.list(named: "connection", contains: "upgrade")
        else { throw .wrongRequest(.upgrade) }
        guard head.fields.value(named: "sec-websocket-version") == "13" else {
            throw .wrongRequest(.version)
        }
        guard let key = head.fields.value(named: "sec-websocket-key").flatMap({ WebSocketKey($0) })
        else { throw .wrongRequest(.key) }
        return Request(target: String(words[1]), fields: head.fields, key: key)
    }

    /// The bytes that refuse a request: 426 with the version for a wrong one, 400 otherwise.
    public static func refusal(of error: HandshakeError) -> [UInt8] {
        let isVersion = error == .wrongRequest(.version) || error == .wrongRequest(.upgrade)
        let status = isVersion ? "426 Upgrade Required" : "400 Bad Request"
        let body = error.description + "\n"
        var text = "HTTP/1.1 \(status)\r\nConnection: close\r\n"
        if isVersion { text += "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" }
        text += "Content-Type: text/plain; charset=utf-8\r\n"
        text += "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        return Array(text.utf8)
    }
}
