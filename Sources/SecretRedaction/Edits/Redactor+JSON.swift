import SlackWire

/// What is known of a value before it is looked at.
struct ValueContext {
    /// What the name that it goes by says of it.
    var name: ValueName?
    /// A name that no value has come for; it is looked at when the first one does.
    var newName: String?
    /// How many values hold it in a string.
    var nesting = 0
    /// How often digits, base64 or hexadecimal, were undone to see it.
    var encodings = 0
    /// How many compressions were undone to see it.
    var inflations = 0
    /// Whether it is an argument of a call that exchanges credentials.
    var isExchange = false

    /// The context of what stands in this value's text.
    var inner: ValueContext { ValueContext(nesting: nesting + 1, encodings: encodings) }

    /// The context of what digits in this value mean.
    var decoded: ValueContext { ValueContext(nesting: nesting + 1, encodings: encodings + 1) }
}

extension Redactor {
    /// How deep strings may hold JSON whose strings hold JSON.
    private static let nestingLimit = 4

    /// The edits of strings in JSON.
    ///
    /// It goes from string to string without asking whether brackets match, so that it works on a frame
    /// that is cut as well.
    mutating func jsonEdits(_ bytes: [UInt8], in context: ValueContext = ValueContext()) -> [Edit] {
        var edits: [Edit] = []
        var context = context
        var depth = 0
        let isExchange = context.isExchange
        (context.name, context.newName) = (nil, nil)
        let mark = track?.begin()
        defer { if let mark { track?.end(mark) } }
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                context.isExchange = isExchange && depth <= 1
                index = string(bytes, at: index, &context, &edits)
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                track?.open(isObject: bytes[index] == UInt8(ascii: "{"))
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                // What follows an object is not named by the object's last member.
                if bytes[index] == UInt8(ascii: "}") {
                    (context.name, context.newName) = (nil, nil)
                }
                track?.close()
            case UInt8(ascii: ","): track?.comma()
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "t"),
                UInt8(ascii: "f"):
                guard bytes.mayBeginValue(at: index) else { break }
                index = literal(bytes, at: index, &context, &edits)
                continue
            default: break
            }
            index += 1
        }
        return edits
    }

    /// Takes in the string at `start`, a name or a value; returns where it ends.
    private mutating func string(
        _ bytes: [UInt8],
        at start: Int,
        _ context: inout ValueContext,
        _ edits: inout [Edit]
    ) -> Int {
        let end = (try? bytes.span.bytes.endOfWholeString(from: start + 1))?.offset
        let body = start + 1..<max(start + 1, end.map { $0 - 1 } ?? bytes.count)
        let next = end ?? bytes.count
        let layer = DecodedLayer.json(bytes, body)
        if bytes.isColon(after: next) {
            let name = String(decoding: layer.bytes, as: UTF8.self)
            (context.name, context.newName) = (nil, name)
            track?.member(name)
            edits += placed(textEdits(layer.bytes)).map(layer.encoded)
        } else {
            if let name = context.newName.take() { context.name = meaning(of: name) }
            edits += placed(valueEdits(layer.bytes, in: context)).map(layer.encoded)
        }
        return next
    }

    /// Edits with the way to the value at hand; those in JSON in a string have theirs.
    private func placed(_ edits: [Edit]) -> [Edit] {
        guard !edits.isEmpty, let label = track?.label else { return edits }
        return edits.map { edit in
            var edit = edit
            edit.path = edit.path ?? label
            return edit
        }
    }

    /// What makes the number or truth value at hand a secret; `nil` if nothing does.
    private mutating func secret(
        _ literal: Range<Int>,
        _ bytes: [UInt8],
        _ context: inout ValueContext
    ) -> SecretRange? {
        if track?.position?.isSecret == true { return SecretRange(range: literal, kind: .path) }
        if let name = context.newName.take() { context.name = meaning(of: name) }
        if let name = context.name, name.isSecret {
            return SecretRange(
                range: literal,
                kind: .named,
                isRule: name.isRule,
                isPassword: name.isPassword
            )
        }
        guard known.isKnown(number: bytes[literal]) else { return nil }
        return SecretRange(range: literal, kind: .known)
    }

    /// Takes in a number or a truth value, which becomes a string if it is a secret; returns where it ends.
    private mutating func literal(
        _ bytes: [UInt8],
        at start: Int,
        _ context: inout ValueContext,
        _ edits: inout [Edit]
    ) -> Int {
        var end = start
        while end < bytes.count,
            ASCII.isAlphanumeric(bytes[end]) || "+-.".utf8.contains(bytes[end])
        {
            end += 1
        }
        // In malformed JSON a word outside of strings is none.
        let isNumber = ASCII.isDigit(bytes[start]) || bytes[start] == UInt8(ascii: "-")
        guard isNumber || bytes[start..<end].isTruth,
            let secret = secret(start..<end, bytes, &context), isSecret(secret, in: bytes),
            let placeholder = placeholder(
                for: Array(bytes[start..<end]),
                secret.kind,
                isRule: secret.isRule
            )
        else { return end }
        if isNumber { known.insert(number: Array(bytes[start..<end])) }
        let quote = [UInt8(ascii: "\"")]
        edits.append(
            Edit(
                range: start..<end,
                replacement: quote + placeholder + quote,
                kind: secret.kind,
                path: track?.label
            )
        )
        return end
    }

    /// The edits of a decoded value.
    mutating func valueEdits(_ value: [UInt8], in context: ValueContext) -> [Edit] {
        if track?.position?.isSecret == true {
            note(number: value)
            return edits(
                replacing: [SecretRange(range: 0..<value.count, kind: .path)],
                of: value
            )
        }
        if let name = context.name {
            if name.isSecret || context.isExchange && name.isExchangeArgument {
                let secret = SecretRange(
                    range: value.credentials,
                    kind: .named,
                    isRule: name.isRule,
                    isPassword: name.isPassword
                )
                if isSecret(secret, in: value) {
                    note(number: value)
                    return edits(replacing: [secret], of: value)
                }
            }
            if name.isCapabilityURL, let edits = capabilityEdits(value, .fileURL) { return edits }
            if name.isURL, value.matches("ws", at: 0),
                let edits = capabilityEdits(value, .socketURL)
            {
                return edits
            }
        }
        if context.nesting < Self.nestingLimit, value.looksLikeJSON, value.span.isJSON {
            return jsonEdits(value, in: context.inner)
        }
        return textEdits(value, in: context, isSaid: context.name?.isSaid == true)
    }

    /// The edits of a URL that gives access to whoever has it: all that follows the host is secret, unless the URL's
    /// shape tells what; `nil` if it is no URL.
    mutating func capabilityEdits(_ value: [UInt8], _ kind: SecretKind) -> [Edit]? {
        guard let rest = value.restOfURL else { return nil }
        var ranges = textRanges(value)
        let isMarked = ranges.contains {
            $0.kind.isFoundByPlace && rest.contains($0.range.lowerBound)
        }
        if !isMarked {
            learn(url: value, rest: rest)
            ranges.append(SecretRange(range: rest, kind: kind))
        }
        return edits(replacing: ranges, of: value)
    }

    /// A secret that is a number is the same as a number of JSON.
    private mutating func note(number value: [UInt8]) {
        guard value.count <= 32, value.allSatisfy(ASCII.isDigit) else { return }
        known.insert(number: value)
    }

    /// What a name says of the values that go by it.
    mutating func meaning(of name: String) -> ValueName {
        judgedNames += 1
        return ValueName(name, under: rules)
    }
}

extension ArraySlice<UInt8> {
    /// Whether it is one of JSON's two truth values.
    fileprivate var isTruth: Bool { elementsEqual("true".utf8) || elementsEqual("false".utf8) }
}

extension [UInt8] {
    /// Whether the first byte that is not white space opens an array or an object.
    package var looksLikeJSON: Bool {
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

    /// What follows the host in a text that is a URL, its slash or question mark apart; `nil` if it is none.
    fileprivate var restOfURL: Range<Int>? {
        guard let colon = firstIndex(of: UInt8(ascii: ":")), matches("://", at: colon),
            let end = self[(colon + 3)...].firstIndex(where: { "/?#".utf8.contains($0) }),
            end + 1 < count
        else { return nil }
        return end + 1..<count
    }

    /// Whether a value of JSON may begin there: behind a colon, a comma or a bracket.
    ///
    /// In malformed JSON the digits of a word outside of strings are no number.
    fileprivate func mayBeginValue(at index: Int) -> Bool {
        guard index > 0 else { return true }
        switch self[index - 1] {
        case UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "["), 0x20, 0x09, 0x0a, 0x0d:
            return true
        default: return false
        }
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
