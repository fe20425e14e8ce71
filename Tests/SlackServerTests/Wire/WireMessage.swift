import RepriseFloor
import SlackWire

/// One HTTP message as it stood on the wire, without what concerns one connection alone.
struct WireMessage: Sendable, Hashable, CustomStringConvertible {
    /// The request line, or the status without its words.
    var line: [UInt8]
    /// Header fields in the order of their names, which count in any case.
    var fields: [String]
    /// The body, out of its framing.
    var body: [UInt8]

    /// Reads a request; `nil` as long as it is not whole.
    init?(request bytes: [UInt8]) {
        guard let message = Self.read(bytes, hasBody: true, unframed: []) else { return nil }
        self = message
    }

    /// Reads an answer behind interim ones, which concern one connection; `nil` if it is not whole.
    ///
    /// - Parameters:
    ///   - hasBody: Whether what was asked for brings one.
    ///   - isEnd: Whether nothing more comes.
    init?(answer bytes: [UInt8], hasBody: Bool, isEnd: Bool) {
        var bytes = bytes
        while bytes.starts(with: "HTTP/1.1 1".utf8), let end = Self.headEnd(bytes) {
            bytes.removeFirst(end)
        }
        let status = bytes.dropFirst("HTTP/1.x ".utf8.count).prefix(3)
        let hasBody = hasBody && !["204", "304"].contains(String(decoding: status, as: UTF8.self))
        let rest = isEnd ? Self.headEnd(bytes).map { Array(bytes[$0...]) } : nil
        guard var message = Self.read(bytes, hasBody: hasBody, unframed: rest) else { return nil }
        message.line = Array(status)
        self = message
    }

    /// Where the body begins.
    private static func headEnd(_ bytes: [UInt8]) -> Int? {
        let end = Array("\r\n\r\n".utf8)
        return ByteSearch.firstOffset(of: end, in: bytes.span, from: 0).map { $0 + end.count }
    }

    private init(line: [UInt8], fields: [String], body: [UInt8]) {
        (self.line, self.fields, self.body) = (line, fields, body)
    }

    var description: String {
        ([String(decoding: line, as: UTF8.self)] + fields + [
            "", String(decoding: body, as: UTF8.self),
        ])
        .joined(separator: "\n")
    }

    /// - Parameter unframed: The body of a message that does not say how long it is; `nil` if that has not come.
    private static func read(
        _ bytes: [UInt8],
        hasBody: Bool,
        unframed: [UInt8]?
    ) -> WireMessage? {
        guard let start = headEnd(bytes) else { return nil }
        let lines = bytes[..<(start - 4)].split(separator: UInt8(ascii: "\n")).map { line in
            Array(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
        }
        let fields = lines.dropFirst().map { line in
            let text = ExactText.decode(line)
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count > 1 ? parts[1].drop { $0 == " " } : ""
            return (name: parts[0].lowercased(), value: String(value))
        }
        let rest = Array(bytes[start...])
        let body: [UInt8]?
        let length = fields.first { $0.name == "content-length" }.flatMap { Int($0.value) }
        if !hasBody {
            body = []
        } else if fields.contains(where: { $0.name == "transfer-encoding" }) {
            body = unchunked(rest)
        } else if let length {
            body = rest.count >= length ? Array(rest.prefix(length)) : nil
        } else {
            body = unframed
        }
        guard let body, let line = lines.first else { return nil }
        let kept = fields.filter { !isOfConnection($0.name, hasBody: hasBody) }
        return WireMessage(
            line: line,
            fields: kept.map { "\($0.name): \($0.value)" }.sorted(),
            body: body
        )
    }

    /// Whether a field concerns one connection.
    ///
    /// It is hop-by-hop (RFC 9110 §7.6.1), it frames the message, or it names the place or the time. What a `HEAD` says of the
    /// length is for the client.
    private static func isOfConnection(_ name: String, hasBody: Bool) -> Bool {
        switch name {
        case "connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding",
            "upgrade", "host", "date", "accept-encoding", "expect":
            true
        case "content-length": hasBody
        default: false
        }
    }

    private static func unchunked(_ bytes: [UInt8]) -> [UInt8]? {
        var body: [UInt8] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\r")) {
            let line = String(
                decoding: rest[..<end].prefix { $0 != UInt8(ascii: ";") },
                as: UTF8.self
            )
            guard let count = Int(line, radix: 16) else { return nil }
            let start = end + 2
            if count == 0 { return rest.count >= start + 2 - rest.startIndex ? body : nil }
            guard rest.endIndex >= start + count + 2 else { return nil }
            body += rest[start..<(start + count)]
            rest = rest[(start + count + 2)...]
        }
        return nil
    }
}
