/// A string value of a JSON document: where it stands and what it says.
public struct JSONStringPlace: Sendable, Hashable {
    /// The offsets of the value in the document's bytes, quotes included.
    public let range: Range<Int>
    /// The text, unescaped.
    public let text: String
}

extension JSONText {
    /// Every string value of the document in its order, names of members left out.
    ///
    /// - Throws: ``JSONError`` if the bytes are not JSON.
    /// - Complexity: O(*n*) in the number of bytes.
    public func strings() throws(JSONError) -> [JSONStringPlace] {
        let strings = try strings(from: (), entering: { way, _ in way }, where: { true })
        return strings.map(\.place)
    }

    /// The wanted string values of the document in its order, each with what is known of the way to it.
    ///
    /// - Parameters:
    ///   - root: What is known of the outermost value.
    ///   - enter: What is known of the value of a member, or of an array's elements, from what is known of
    ///     the object or the array. Asked once for each member and once for each array, so that it may look
    ///     at a name closely though thousands of values go by it.
    ///   - isWanted: Whether the value is; what it refuses is not unescaped.
    /// - Throws: ``JSONError`` if the bytes are not JSON.
    /// - Complexity: O(*n*) in the number of bytes, whatever the nesting.
    public func strings<Way>(
        from root: Way,
        entering enter: @escaping (Way, JSONStep) -> Way,
        where isWanted: (Way) -> Bool
    ) throws(JSONError) -> [(way: Way, place: JSONStringPlace)] {
        try Self.validate(bytes.span.bytes)
        var walk = JSONStringWalk(from: root, entering: enter)
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
            let spelling = JSONSpelling(escapesSlashes: bytes[place.range].containsEscapedSlash)
            text.writeAsJSON(to: &replaced, spelled: spelling)
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
