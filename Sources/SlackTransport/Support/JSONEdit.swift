import SlackWire

/// Changes single members of a JSON object and leaves every other byte as it is.
package enum JSONEdit {
    /// The object with that member's value replaced; with the member added if it had none.
    package static func setting(_ name: String, to value: [UInt8], in bytes: [UInt8]) -> [UInt8] {
        let place: Range<Int>?
        do throws(JSONError) {
            place = try bytes.span.bytes.placeOfMember(name)
        } catch {
            return bytes
        }
        if let place {
            var edited: [UInt8] = []
            edited.reserveCapacity(bytes.count - place.count + value.count)
            edited += bytes[..<place.lowerBound]
            edited += value
            edited += bytes[place.upperBound...]
            return edited
        }
        guard let brace = bytes.firstIndex(of: UInt8(ascii: "{")) else { return bytes }
        let rest = bytes[(brace + 1)...]
        let isEmpty = rest.first { !isSpace($0) } == UInt8(ascii: "}")
        let member = JSONValue.string(name).compactBytes + [UInt8(ascii: ":")] + value
        return Array(bytes[...brace]) + member + (isEmpty ? [] : [UInt8(ascii: ",")]) + rest
    }

    /// The object without that member.
    package static func removing(_ name: String, from bytes: [UInt8]) -> [UInt8] {
        guard let value = bytes.span.bytes.rangeOfMember(name) else { return bytes }
        // Back over the colon and the name to the name's opening quote.
        var start = value.lowerBound - 1
        while start >= 0, bytes[start] != UInt8(ascii: "\"") { start -= 1 }
        start -= 1
        while start >= 0, bytes[start] != UInt8(ascii: "\"") { start -= 1 }
        guard start >= 0 else { return bytes }
        var end = value.upperBound
        while end < bytes.count, isSpace(bytes[end]) { end += 1 }
        if end < bytes.count, bytes[end] == UInt8(ascii: ",") {
            end += 1
            while end < bytes.count, isSpace(bytes[end]) { end += 1 }
        } else {
            // The last member: the comma before it goes.
            while start > 0, isSpace(bytes[start - 1]) { start -= 1 }
            if start > 0, bytes[start - 1] == UInt8(ascii: ",") { start -= 1 }
        }
        return Array(bytes[..<start]) + bytes[end...]
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d
    }
}
