extension Redactor {
    /// The edits of a text, percent-encoding undone.
    mutating func textEdits(_ bytes: [UInt8]) -> [Edit] {
        guard DecodedLayer.hasPercentEscape(bytes) else { return plainEdits(bytes) }
        let layer = DecodedLayer.percent(bytes)
        return plainEdits(layer.bytes).map(layer.encoded)
    }

    /// The edits of a text as it stands.
    private mutating func plainEdits(_ bytes: [UInt8]) -> [Edit] {
        var ranges: [Range<Int>] = []
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "x"), UInt8(ascii: "X"):
                if let token = TokenShape(in: bytes, at: index) {
                    ranges.append(token.range)
                    index = token.range.upperBound
                    continue
                }
            case UInt8(ascii: "="):
                if let value = assignment(bytes, equals: index) { ranges.append(value) }
            case UInt8(ascii: ":"):
                if bytes.matches("://", at: index),
                    let url = SecretURL(in: bytes, colon: index)
                {
                    ranges += secrets(of: url, in: bytes)
                }
            default: break
            }
            index += 1
        }
        return edits(replacing: ranges, of: bytes)
    }

    /// The edits that put placeholders in place of secrets; those that overlap are one secret.
    mutating func edits(replacing ranges: [Range<Int>], of bytes: [UInt8]) -> [Edit] {
        var merged: [Range<Int>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
            if let last = merged.last, range.lowerBound < last.upperBound {
                merged[merged.count - 1] =
                    last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        return merged.compactMap { range in
            placeholder(for: Array(bytes[range])).map { Edit(range: range, replacement: $0) }
        }
    }

    /// What stands for a secret; a token's placeholder keeps the token's prefix.
    mutating func placeholder(for secret: [UInt8]) -> [UInt8]? {
        var prefix: [UInt8] = []
        if let token = TokenShape(in: secret, at: 0), token.range.count == secret.count {
            prefix = Array(secret[..<token.prefixEnd])
        }
        return placeholders.placeholder(for: secret, prefix: prefix)
    }

    /// The secret parts of a URL, ticket and rest included.
    private func secrets(of url: SecretURL, in bytes: [UInt8]) -> [Range<Int>] {
        guard url.secrets.isEmpty else { return url.secrets }
        let hasSecretArgument = url.rest.contains { index in
            bytes[index] == UInt8(ascii: "=") && assignment(bytes, equals: index) != nil
        }
        let isSecret =
            url.isSocket
            ? !hasSecretArgument : placeholders.isKnown(Array(bytes[url.rest]))
        return isSecret ? [url.rest] : []
    }

    /// The secret parts of a URL that its name declares to be one.
    func secrets(ofCapabilityURL bytes: [UInt8]) -> [Range<Int>] {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            bytes.matches("://", at: colon), let url = SecretURL(in: bytes, colon: colon)
        else { return [] }
        return url.secrets.isEmpty ? [url.rest] : url.secrets
    }

    /// Where the value stands in `name=value`, if the name makes it secret.
    private func assignment(_ bytes: [UInt8], equals: Int) -> Range<Int>? {
        var start = equals
        while start > 0, Self.isName(bytes[start - 1]) { start -= 1 }
        guard start < equals,
            rules.isSecret(name: String(decoding: bytes[start..<equals], as: UTF8.self))
        else { return nil }
        var end = equals + 1
        while end < bytes.count, !Self.endsValue(bytes[end]) { end += 1 }
        return end > equals + 1 ? equals + 1..<end : nil
    }

    private static func isName(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }

    private static func endsValue(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, UInt8(ascii: "&"), UInt8(ascii: ";"), UInt8(ascii: "\""),
            UInt8(ascii: "'"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "|"),
            UInt8(ascii: "#"), UInt8(ascii: ","):
            true
        default: false
        }
    }
}
