/// Finds where a member of an object stands, so that its bytes can be kept as they are.
///
/// It walks a document that is already known to be valid JSON and builds nothing.
enum JSONSlicer {
    /// The bytes of the last member of that name at the top level of an object.
    static func member(_ name: String, in document: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var walk = Walk(bytes: document)
        return walk.lastMember(named: Array(name.utf8))
    }

    /// The object with another value for a member of that name, if it has one.
    static func replacing(_ name: String, with value: String, in document: [UInt8]) -> [UInt8] {
        guard let slice = member(name, in: document[...]) else { return document }
        return document[..<slice.startIndex] + Array(value.utf8) + document[slice.endIndex...]
    }

    private struct Walk {
        let bytes: ArraySlice<UInt8>
        var position: Int

        init(bytes: ArraySlice<UInt8>) {
            self.bytes = bytes
            position = bytes.startIndex
        }

        mutating func lastMember(named name: [UInt8]) -> ArraySlice<UInt8>? {
            var found: ArraySlice<UInt8>?
            skip { $0 != UInt8(ascii: "{") }
            position += 1
            while position < bytes.endIndex {
                skip { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "}") }
                guard position < bytes.endIndex, bytes[position] == UInt8(ascii: "\"") else {
                    break
                }
                let key = string()
                skip { $0 != UInt8(ascii: ":") }
                position += 1
                skip(where: Self.isSpace)
                let value = value()
                if key.dropFirst().dropLast().elementsEqual(name) { found = value }
            }
            return found
        }

        /// Skips one value and returns its bytes.
        private mutating func value() -> ArraySlice<UInt8> {
            let start = position
            var depth = 0
            while position < bytes.endIndex {
                switch bytes[position] {
                case UInt8(ascii: "\""): _ = string()
                case UInt8(ascii: "{"), UInt8(ascii: "["):
                    depth += 1
                    position += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    if depth == 0 { return bytes[start..<position] }
                    depth -= 1
                    position += 1
                case UInt8(ascii: ","):
                    if depth == 0 { return bytes[start..<position] }
                    position += 1
                case let byte:
                    if depth == 0, Self.isSpace(byte) { return bytes[start..<position] }
                    position += 1
                }
                if depth == 0, let last = bytes[start..<position].last,
                    last == UInt8(ascii: "}") || last == UInt8(ascii: "]")
                        || last == UInt8(ascii: "\"")
                {
                    break
                }
            }
            return bytes[start..<position]
        }

        /// Skips one string and returns its bytes, quotes included.
        private mutating func string() -> ArraySlice<UInt8> {
            let start = position
            position += 1
            while position < bytes.endIndex, bytes[position] != UInt8(ascii: "\"") {
                position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
            }
            position += 1
            return bytes[start..<Swift.min(position, bytes.endIndex)]
        }

        private mutating func skip(where condition: (UInt8) -> Bool) {
            while position < bytes.endIndex, condition(bytes[position]) { position += 1 }
        }

        private static func isSpace(_ byte: UInt8) -> Bool {
            byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d
        }
    }
}
