extension JSONValue {
    /// The value as JSON on one line, without spaces, members in their order.
    ///
    /// Only what JSON asks to be escaped is escaped, so one value has one spelling.
    public var compactBytes: [UInt8] { bytes(spelled: .shortest) }

    /// The value as compact JSON text.
    public var compactText: String {
        String(decoding: compactBytes, as: UTF8.self)
    }

    /// The value as JSON on one line, without spaces, members in their order.
    package func bytes(spelled spelling: JSONSpelling) -> [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes, spelled: spelling)
        return bytes
    }

    private func write(to bytes: inout [UInt8], spelled spelling: JSONSpelling) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let truth): bytes += (truth ? "true" : "false").utf8
        case .number(let digits): bytes += digits.utf8
        case .string(let text): text.writeAsJSON(to: &bytes, spelled: spelling)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                element.write(to: &bytes, spelled: spelling)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                member.name.writeAsJSON(to: &bytes, spelled: spelling)
                bytes.append(UInt8(ascii: ":"))
                member.value.write(to: &bytes, spelled: spelling)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }
}

extension String {
    /// Appends this text as a JSON string, quotes included.
    package func writeAsJSON(to bytes: inout [UInt8], spelled spelling: JSONSpelling = .shortest) {
        var text = self
        text.withUTF8 { spelling.write(UnsafeRawBufferPointer($0).bytes, to: &bytes) }
    }
}
