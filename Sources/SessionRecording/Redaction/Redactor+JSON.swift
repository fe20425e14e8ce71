import SlackWire

extension Redactor {
    /// How deep strings may hold JSON whose strings hold JSON.
    private static let nestingLimit = 4

    /// The edits of strings in JSON.
    ///
    /// It goes from string to string without asking whether brackets match, so that it works on a frame
    /// that is cut as well.
    mutating func jsonEdits(_ bytes: [UInt8], nesting: Int = 0) -> [Edit] {
        var edits: [Edit] = []
        var name: String?
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "\"") else {
                // What follows an object is not named by the object's last member.
                if bytes[index] == UInt8(ascii: "}") { name = nil }
                index += 1
                continue
            }
            let end = JSONSkip.end(ofStringAt: index, in: bytes.span)
            let body = index + 1..<max(index + 1, end.map { $0 - 1 } ?? bytes.count)
            index = end ?? bytes.count
            if bytes.isColon(after: index) {
                let layer = DecodedLayer.json(bytes, body)
                name = String(decoding: layer.bytes, as: UTF8.self)
                edits += textEdits(layer.bytes).map(layer.encoded)
            } else {
                edits += stringEdits(bytes, body, name: name, nesting: nesting)
            }
        }
        return edits
    }

    private mutating func stringEdits(
        _ bytes: [UInt8],
        _ body: Range<Int>,
        name: String?,
        nesting: Int
    ) -> [Edit] {
        let layer = DecodedLayer.json(bytes, body)
        return valueEdits(layer.bytes, name: name, nesting: nesting).map(layer.encoded)
    }

    /// The edits of a decoded value that goes by a name.
    mutating func valueEdits(_ value: [UInt8], name: String?, nesting: Int = 0) -> [Edit] {
        if let name {
            if rules.isSecret(name: name) {
                return edits(replacing: [value.credentials], of: value)
            }
            if rules.isCapabilityURL(name: name) {
                let secrets = secrets(ofCapabilityURL: value)
                if !secrets.isEmpty { return edits(replacing: secrets, of: value) }
            }
        }
        if nesting < Self.nestingLimit, value.looksLikeJSON, value.span.isJSON {
            return jsonEdits(value, nesting: nesting + 1)
        }
        return textEdits(value)
    }
}

extension [UInt8] {
    /// Whether the first byte that is not white space opens an array or an object.
    var looksLikeJSON: Bool {
        let first = first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0a && $0 != 0x0d }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    }

    /// What follows the scheme in `Bearer …`; everything if no scheme stands there.
    var credentials: Range<Int> {
        for scheme: StaticString in ["bearer ", "basic ", "token "] where matches(scheme, at: 0) {
            return Swift.min(scheme.utf8CodeUnitCount, count)..<count
        }
        return 0..<count
    }

    /// Whether the next byte that is not white space is a colon.
    fileprivate func isColon(after start: Int) -> Bool {
        var index = start
        while index < count, [0x20, 0x09, 0x0a, 0x0d].contains(self[index]) { index += 1 }
        return index < count && self[index] == UInt8(ascii: ":")
    }
}

extension Span<UInt8> {
    /// Whether the bytes are one JSON document.
    var isJSON: Bool {
        (try? JSONText.validate(bytes)) != nil
    }
}
