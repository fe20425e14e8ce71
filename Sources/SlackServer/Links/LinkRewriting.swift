import SlackWire

/// Makes the links in Slack's answers and frames lead through the server.
struct LinkRewriting: Sendable {
    /// What the links shall lead to.
    let origin: LoopbackOrigin

    /// The document with its links rewritten and every other byte as it was.
    ///
    /// - Complexity: O(*n*) in the number of bytes.
    func rewritten(_ bytes: [UInt8]) -> [UInt8] {
        let prefixes = LinkSites.find(in: bytes).compactMap { LinkPrefix(bytes, at: $0) }
        guard !prefixes.isEmpty else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + prefixes.count * 64)
        var copied = 0
        for prefix in prefixes {
            result += bytes[copied..<prefix.range.lowerBound]
            let text = LinkMapping.prefix(for: prefix.scheme, origin: origin)
            result += (prefix.escapesSlashes ? text.escapingSlashes : text).utf8
            copied = prefix.range.upperBound
        }
        return result + bytes[copied...]
    }

    /// The message with its links rewritten, and on one line if it is JSON.
    ///
    /// Some clients split every frame at line feeds and parse the pieces; outside of strings, where JSON
    /// allows none, a line feed is only white space.
    func rewritten(_ message: SocketMessage) -> SocketMessage {
        guard message.kind == .text,
            let first = message.bytes.first(where: { $0 > 0x20 }),
            first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
        else { return message }
        var message = message
        message.bytes = rewritten(message.bytes)
        if message.bytes.contains(where: { $0 == 0x0a || $0 == 0x0d }) {
            message.bytes = message.bytes.map { $0 == 0x0a || $0 == 0x0d ? 0x20 : $0 }
            while message.bytes.last == 0x20 { message.bytes.removeLast() }
            message.bytes = Array(message.bytes.drop { $0 == 0x20 })
        }
        return message
    }
}
