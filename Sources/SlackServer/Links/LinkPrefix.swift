import SlackWire

/// The `scheme://` at the start of a link in a JSON document, in any of JSON's spellings.
struct LinkPrefix {
    /// Where it stands in the document.
    let range: Range<Int>
    /// Whether its slashes are written `\/`, as Slack writes them.
    let escapesSlashes: Bool

    /// Reads the prefix; `nil` if the string does not start with one that the server can map.
    init?(_ bytes: [UInt8], at content: Range<Int>) {
        var offset = content.lowerBound
        var escapes = false
        var text: [UInt8] = []
        while !text.suffix(3).elementsEqual("://".utf8) {
            guard text.count < "https://".utf8.count,
                let (byte, length) = Self.character(bytes, offset, before: content.upperBound)
            else { return nil }
            escapes = byte == UInt8(ascii: "/") && length == 2
            text.append(byte)
            offset += length
        }
        let name = String(decoding: text.dropLast(3), as: UTF8.self).lowercased()
        guard offset < content.upperBound, WebAddress.Scheme(rawValue: name) != nil else {
            return nil
        }
        range = content.lowerBound..<offset
        escapesSlashes = escapes
    }

    /// One ASCII character and how many bytes it is spelled with.
    private static func character(_ bytes: [UInt8], _ offset: Int, before end: Int) -> (UInt8, Int)?
    {
        guard offset < end else { return nil }
        guard bytes[offset] == UInt8(ascii: "\\") else { return (bytes[offset], 1) }
        guard offset + 1 < end else { return nil }
        if bytes[offset + 1] == UInt8(ascii: "/") { return (UInt8(ascii: "/"), 2) }
        guard bytes[offset + 1] == UInt8(ascii: "u"), offset + 6 <= end else { return nil }
        let digits = String(decoding: bytes[(offset + 2)..<(offset + 6)], as: UTF8.self)
        return UInt8(digits, radix: 16).map { ($0, 6) }
    }
}
