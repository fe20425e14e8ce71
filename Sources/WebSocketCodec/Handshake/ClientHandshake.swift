import RepriseFloor

/// The client's side of the upgrade, without I/O.
///
/// Write ``request``, then feed ``next(in:from:)`` what arrives. It takes no byte beyond the answer's
/// head, so that frames that share a packet with it are not lost.
public struct ClientHandshake: Sendable {
    /// How the server answered.
    public enum Outcome: Sendable, Hashable {
        /// The WebSocket is open; frames follow.
        case upgraded([HandshakeField])
        /// The server refused; the body that follows may say why.
        case refused(status: Int, fields: [HandshakeField])
    }

    /// The bytes of the request.
    public let request: [UInt8]

    private let key: WebSocketKey
    private let subprotocols: [String]
    private var parser: HeadParser

    /// Fields that the handshake itself writes; given by a caller, they are left out.
    private static let ownFields: Set<String> = [
        "host", "upgrade", "connection", "sec-websocket-key", "sec-websocket-version",
        "sec-websocket-extensions", "sec-websocket-accept", "content-length", "transfer-encoding",
    ]

    /// Makes a handshake.
    ///
    /// - Parameters:
    ///   - host: The `host` field: a name or address, with a port other than the scheme's own.
    ///   - target: Path and query.
    ///   - fields: Further fields; those that make up the handshake are left out, and so is every one
    ///     that is not ``HandshakeField/isWritable``.
    ///   - key: The nonce.
    ///   - headLimit: The most bytes the answer's head may have.
    public init(
        host: String,
        target: String,
        fields: [HandshakeField] = [],
        key: WebSocketKey,
        headLimit: Int = 1 << 16
    ) {
        var text = "GET \(target) HTTP/1.1\r\nHost: \(host)\r\nUpgrade: websocket\r\n"
        text += "Connection: Upgrade\r\nSec-WebSocket-Key: \(key.text)\r\n"
        text += "Sec-WebSocket-Version: 13\r\n"
        for field in fields where field.isWritable && !Self.ownFields.contains(field.name) {
            text += "\(field.name): \(field.value)\r\n"
        }
        request = ExactText.encode(text + "\r\n")
        self.key = key
        subprotocols = fields.filter { $0.name == "sec-websocket-protocol" }
            .flatMap { $0.value.split(separator: ",").map { String($0.trimmingBlanks) } }
        parser = HeadParser(limit: headLimit, opening: "HTTP/1.")
    }

    /// What has come of an unfinished answer, as a line for people.
    public var beginning: String { parser.beginning }

    /// Takes bytes up to the end of the answer's head.
    ///
    /// - Returns: The answer, or `nil` when more bytes are needed.
    /// - Throws: ``HandshakeError`` when the peer does not speak HTTP or answers something else.
    public mutating func next(
        in input: RawSpan,
        from offset: inout Int
    ) throws(HandshakeError) -> Outcome? {
        while let head = try parser.next(in: input, from: &offset) {
            let status = try Self.status(of: head.line)
            switch status {
            case 101:
                try check(head.fields)
                return .upgraded(head.fields)
            case 100..<200:
                continue
            default:
                return .refused(status: status, fields: head.fields)
            }
        }
        return nil
    }

    private static func status(of line: String) throws(HandshakeError) -> Int {
        let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count >= 2, words[1].utf8.count == 3, let status = Int(words[1]),
            (100...999).contains(status)
        else { throw .notHTTP(line: String(line.prefix(40))) }
        return status
    }

    private func check(_ fields: [HandshakeField]) throws(HandshakeError) {
        guard fields.value(named: "upgrade")?.lowercased() == "websocket" else {
            throw .wrongAnswer(.upgrade)
        }
        guard fields.list(named: "connection", contains: "upgrade") else {
            throw .wrongAnswer(.connection)
        }
        guard fields.value(named: "sec-websocket-accept") == key.acceptance else {
            throw .wrongAnswer(.acceptance)
        }
        if let extensions = fields.value(named: "sec-websocket-extensions"), !extensions.isEmpty {
            throw .wrongAnswer(.extensions)
        }
        if let chosen = fields.value(named: "sec-websocket-protocol"),
            !subprotocols.contains(chosen)
        {
            throw .wrongAnswer(.subprotocol)
        }
    }
}
