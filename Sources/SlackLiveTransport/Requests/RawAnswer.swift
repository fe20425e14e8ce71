import RepriseFloor
import SlackWire

/// An answer as libcurl gave it; the caller's own thread makes strings of it.
struct RawAnswer: Sendable {
    /// The HTTP status.
    var status: Int
    /// Status line and header lines of the final answer.
    var head: [UInt8]
    /// The decoded body; what flows is elsewhere.
    var body: [UInt8]
    /// Whether the body is all there.
    var isWhole = true

    /// The answer for the caller, with its body as far as that is here.
    func answer() -> WebAPIAnswer {
        WebAPIAnswer(status: status, headers: headers, body: body)
    }

    /// The answer's header fields.
    ///
    /// `transfer-encoding` is left out, and with a decoded body so are its `content-encoding` and `content-length`: whoever serves
    /// this answer again frames it anew.
    var headers: HTTPHeaders {
        var fields = fields()
        let wasEncoded = fields.contains { $0.name == "content-encoding" }
        fields.removeAll { field in
            switch field.name {
            case "transfer-encoding": true
            case "content-encoding", "content-length": wasEncoded
            default: false
            }
        }
        return HTTPHeaders(fields)
    }

    private func fields() -> [HTTPHeaders.Field] {
        var fields: [HTTPHeaders.Field] = []
        for line in head.split(separator: UInt8(ascii: "\n")).dropFirst() {
            let text = Self.trimmed(line)
            if text.isEmpty { continue }
            if let first = line.first, first == 0x20 || first == 0x09, let last = fields.popLast() {
                // A value that goes on in the next line (obs-fold, RFC 9112 §5.2).
                let more = ExactText.decode(text)
                fields.append(HTTPHeaders.Field(name: last.name, value: last.value + " " + more))
                continue
            }
            guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else { continue }
            fields.append(
                HTTPHeaders.Field(
                    name: ExactText.decode(Self.trimmed(text[..<colon])),
                    value: ExactText.decode(Self.trimmed(text[(colon + 1)...]))
                )
            )
        }
        return fields
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0d }
        guard let start = bytes.firstIndex(where: { !isBlank($0) }),
            let end = bytes.lastIndex(where: { !isBlank($0) })
        else { return [] }
        return bytes[start...end]
    }
}
