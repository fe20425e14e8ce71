/// A string value of a JSON document: where it stands and what it says.
public struct JSONStringPlace: Sendable, Hashable {
    /// The way to the value from the outermost one.
    public let path: [JSONPathComponent]
    /// The offsets of the value in the document's bytes, quotes included.
    public let range: Range<Int>
    /// The text, unescaped.
    public let text: String

    /// The name of the member whose value this is, or inside whose arrays it stands.
    public var name: String? {
        for component in path.reversed() {
            if case .name(let name) = component { return name }
        }
        return nil
    }
}

extension JSONText {
    /// Every string value of the document in its order, names of members left out.
    ///
    /// - Parameter isWanted: Whether the value at a path is; what it refuses is not unescaped.
    /// - Throws: ``JSONError`` if the bytes are not JSON.
    /// - Complexity: O(*n*) in the number of bytes.
    public func strings(
        where isWanted: ([JSONPathComponent]) -> Bool = { _ in true }
    ) throws(JSONError) -> [JSONStringPlace] {
        try Self.validate(bytes.span.bytes)
        var walk = JSONStringWalk()
        return walk.strings(bytes.span.bytes, where: isWanted)
    }

    /// The document with some of its strings replaced; every other byte stays as it is.
    ///
    /// A replacement spells its slashes as the text that it replaces did, because Slack escapes them.
    ///
    /// - Parameter replacements: Strings of this document, in its order, and what to put there.
    public func replacing(_ replacements: [(place: JSONStringPlace, text: String)]) -> JSONText {
        var replaced: [UInt8] = []
        var copied = 0
        for (place, text) in replacements {
            replaced += bytes[copied..<place.range.lowerBound]
            var spelling: [UInt8] = []
            text.writeAsJSON(to: &spelling)
            if bytes[place.range].containsEscapedSlash {
                for byte in spelling {
                    if byte == UInt8(ascii: "/") { replaced.append(UInt8(ascii: "\\")) }
                    replaced.append(byte)
                }
            } else {
                replaced += spelling
            }
            copied = place.range.upperBound
        }
        replaced += bytes[copied...]
        return JSONText(uncheckedBytes: replaced)
    }
}

extension ArraySlice<UInt8> {
    fileprivate var containsEscapedSlash: Bool {
        var isEscape = false
        for byte in self {
            if isEscape, byte == UInt8(ascii: "/") { return true }
            isEscape = !isEscape && byte == UInt8(ascii: "\\")
        }
        return false
    }
}
