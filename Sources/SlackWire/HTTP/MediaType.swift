/// The value of a `content-type` or a `content-disposition`: a name and its parameters (RFC 9110 §5.6.6).
public struct MediaType: Sendable, Hashable {
    /// What stands before the first semicolon, in lower case, for example `application/json`.
    public let essence: String
    /// The parameters in order, names in lower case, values without their quotes.
    public let parameters: [FormField]

    /// Reads a header's value; whatever is not a parameter is passed over.
    public init(parsing value: String) {
        let bytes = Array(value.utf8)
        var offset = 0
        essence = Self.token(bytes, &offset, until: UInt8(ascii: ";")).lowercased()
        var parameters: [FormField] = []
        while offset < bytes.count {
            offset += 1
            let name = Self.token(bytes, &offset, until: UInt8(ascii: "=")).lowercased()
            guard offset < bytes.count, bytes[offset] == UInt8(ascii: "=") else { continue }
            offset += 1
            while offset < bytes.count, bytes[offset] == 0x20 { offset += 1 }
            if offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") {
                parameters.append(FormField(name, Self.quoted(bytes, &offset)))
                _ = Self.token(bytes, &offset, until: UInt8(ascii: ";"))
            } else {
                let value = Self.token(bytes, &offset, until: UInt8(ascii: ";"))
                parameters.append(FormField(name, value))
            }
        }
        self.parameters = parameters
    }

    /// The first parameter of that name.
    public func parameter(_ name: String) -> String? {
        parameters.first { $0.name == name }?.value
    }

    /// Text up to `end`, a semicolon or the end of the value, without white space around it.
    private static func token(_ bytes: [UInt8], _ offset: inout Int, until end: UInt8) -> String {
        let start = offset
        while offset < bytes.count, bytes[offset] != end, bytes[offset] != UInt8(ascii: ";") {
            offset += 1
        }
        let text = bytes[start..<offset].drop { $0 == 0x20 || $0 == 0x09 }
        let last = text.lastIndex { $0 != 0x20 && $0 != 0x09 } ?? text.startIndex - 1
        return String(decoding: text[..<(last + 1)], as: UTF8.self)
    }

    private static func quoted(_ bytes: [UInt8], _ offset: inout Int) -> String {
        var text: [UInt8] = []
        offset += 1
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "\"") {
            // Browsers leave a backslash in a file's name alone; only an escaped quote or backslash
            // is an escape.
            if bytes[offset] == UInt8(ascii: "\\"), offset + 1 < bytes.count,
                bytes[offset + 1] == UInt8(ascii: "\"") || bytes[offset + 1] == UInt8(ascii: "\\")
            {
                offset += 1
            }
            text.append(bytes[offset])
            offset += 1
        }
        offset = min(offset + 1, bytes.count)
        return String(decoding: text, as: UTF8.self)
    }
}
