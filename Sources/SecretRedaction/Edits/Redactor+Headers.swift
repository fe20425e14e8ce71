import SlackWire

extension Redactor {
    /// Takes the secrets out of header fields.
    mutating func redact(_ headers: inout HTTPHeaders, _ place: String) {
        guard !headers.isEmpty else { return }
        var isChanged = false
        let fields = headers.map { field in
            var value = Array(field.value.utf8)
            let isSecret = settle(&value, "\(place).\(field.name)") {
                $0.headerEdits($1, name: field.name)
            }
            let name = redacted(headerName: field.name, place)
            guard isSecret || name != field.name else { return field }
            isChanged = true
            return HTTPHeaders.Field(name: name, value: String(decoding: value, as: UTF8.self))
        }
        if isChanged { headers = HTTPHeaders(fields) }
    }

    /// The name of a field; what stands for a secret would not be told from one in lower case, so a name with a secret in it
    /// goes as a whole.
    private mutating func redacted(headerName name: String, _ place: String) -> String {
        // Hardly any name of a field is as long and has digits.
        guard name.utf8.count > 20,
            name.utf8.count > 40 || name.utf8.contains(where: ASCII.isDigit)
        else { return name }
        var bytes = Array(name.utf8)
        guard needles.mayHoldSecret(bytes), settle(&bytes, place, { $0.textEdits($1) }) else {
            return name
        }
        return "redacted"
    }

    private mutating func headerEdits(_ value: [UInt8], name: String) -> [Edit] {
        if name == "cookie" || name == "set-cookie" {
            return edits(replacing: cookies(value, hasAttributes: name == "set-cookie"), of: value)
        }
        if rules.secretHeaders.contains(name) || rules.isSecret(name: name) {
            let credentials = value.credentials
            if value.matches("basic ", at: 0) { learn(basic: value, credentials) }
            return edits(
                replacing: [SecretRange(range: credentials, kind: .header)],
                of: value
            )
        }
        return needles.mayHoldSecret(value) ? textEdits(value) : []
    }

    /// The values of `name=value; name=value`, without those of a cookie's attributes, and what is
    /// secret in the names.
    private mutating func cookies(_ bytes: [UInt8], hasAttributes: Bool) -> [SecretRange] {
        var found: [SecretRange] = []
        // The pair itself, before its attributes.
        var isFirst = true
        var start = 0
        while start < bytes.count {
            let end = Self.endOfPair(bytes, from: start, isFolded: hasAttributes)
            // A pair without a name is all value.
            let equals = bytes[start..<end].firstIndex(of: UInt8(ascii: "="))
            let name = start..<(equals ?? end)
            let text = String(decoding: bytes[name], as: UTF8.self).lowercased()
            if !hasAttributes || isFirst || !Self.cookieAttributes.contains(text) {
                isFirst = false
                let value = (equals.map { $0 + 1 } ?? start)..<end
                found.append(SecretRange(range: value, kind: .cookie))
                if equals != nil {
                    found += textRanges(Array(bytes[name])).map { $0.moved(by: start) }
                }
            }
            if end < bytes.count, bytes[end] == UInt8(ascii: ",") { isFirst = true }
            start = end + 1
            while start < bytes.count, bytes[start] == 0x20 { start += 1 }
        }
        return found
    }

    /// Where a pair of a cookie ends.
    ///
    /// - Parameter isFolded: Whether fields may have been joined, with a comma between them (RFC 9110 §5.3): one behind
    ///   which a name and `=` stand. That of a date is none.
    private static func endOfPair(_ bytes: [UInt8], from start: Int, isFolded: Bool) -> Int {
        var index = start
        while index < bytes.count, bytes[index] != UInt8(ascii: ";") {
            defer { index += 1 }
            guard isFolded, bytes[index] == UInt8(ascii: ",") else { continue }
            let rest = bytes[(index + 1)...].drop { $0 == 0x20 }
            let name = rest.prefix(nameReach).prefix {
                ASCII.isAlphanumericOrUnderscore($0) || "!#$%&'*+-.^`|~".utf8.contains($0)
            }
            if !name.isEmpty, name.endIndex < bytes.count,
                bytes[name.endIndex] == UInt8(ascii: "=")
            {
                return index
            }
        }
        return index
    }

    /// The longest name of a cookie that is looked for behind a comma.
    private static let nameReach = 256

    /// RFC 6265 §5.2, and what browsers have added.
    private static let cookieAttributes: Set<String> = [
        "path", "domain", "expires", "max-age", "secure", "httponly", "samesite", "priority",
        "partitioned",
    ]

    /// The password of a Basic authorization is a secret wherever else it stands.
    private mutating func learn(basic value: [UInt8], _ credentials: Range<Int>) {
        guard let run = Base64Run.runs(in: value).last, run.overlaps(credentials) else { return }
        learn(passwordOf: Base64Run.decode(value, run.clamped(to: credentials)))
    }
}
