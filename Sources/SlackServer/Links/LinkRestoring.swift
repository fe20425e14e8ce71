import SlackWire

/// Turns links through the server back into Slack's where a client quotes one, for example a file's
/// `url_private` in a block.
struct LinkRestoring: Sendable {
    /// The names under which clients may know the server.
    let origins: [LoopbackOrigin]

    /// The bytes with every link restored, and all others unchanged; `nil` if there is none.
    func restored(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.contains("/_/".utf8) || bytes.contains("/_\\/".utf8) else { return nil }
        var result = bytes
        for origin in origins {
            for scheme in WebAddress.Scheme.allCases {
                let prefix = LinkMapping.prefix(for: scheme, origin: origin)
                let original = "\(scheme.rawValue)://"
                result.replace(prefix.utf8, with: original.utf8)
                result.replace(prefix.escapingSlashes.utf8, with: original.escapingSlashes.utf8)
            }
        }
        return result == bytes ? nil : result
    }

    /// The text with every link restored.
    func restored(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "_")), let bytes = restored(Array(text.utf8)) else {
            return text
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension String {
    /// Slack's spelling of a link in JSON: every slash escaped.
    var escapingSlashes: String { split("/").joined(separator: "\\/") }

    private func split(_ separator: Character) -> [Substring] {
        split(separator: separator, omittingEmptySubsequences: false)
    }
}

extension [UInt8] {
    /// Whether the bytes hold `needle`, which must not be empty.
    func contains(_ needle: String.UTF8View) -> Bool {
        firstOffset(of: Array(needle), from: 0) != nil
    }

    fileprivate mutating func replace(_ needle: String.UTF8View, with other: String.UTF8View) {
        let needle = Array(needle)
        var result: [UInt8] = []
        var copied = 0
        while let offset = firstOffset(of: needle, from: copied) {
            result += self[copied..<offset]
            result += other
            copied = offset + needle.count
        }
        if copied > 0 { self = result + self[copied...] }
    }

    private func firstOffset(of needle: [UInt8], from start: Int) -> Int? {
        ByteSearch.firstOffset(of: needle, in: span, from: start)
    }
}
