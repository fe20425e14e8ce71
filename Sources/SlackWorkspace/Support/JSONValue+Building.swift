import SlackWire

extension JSONValue {
    /// A whole number.
    static func integer(_ value: Int) -> JSONValue { .number(String(value)) }

    /// An array of strings.
    static func strings(_ values: some Sequence<String>) -> JSONValue {
        .array(values.map { .string($0) })
    }

    /// A string, or `null`.
    static func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
}

extension [JSONMember] {
    /// The value of the last member of that name; setting replaces the value where it stands, appends a
    /// new member, or removes it for `nil`.
    subscript(name: String) -> JSONValue? {
        get { last { $0.name == name }?.value }
        set {
            guard let newValue else { return removeAll { $0.name == name } }
            if let index = lastIndex(where: { $0.name == name }) {
                self[index].value = newValue
            } else {
                append(JSONMember(name, newValue))
            }
        }
    }

    /// These members with those of `other` in place of their namesakes.
    func merging(_ other: [JSONMember]) -> [JSONMember] {
        var merged = self
        for member in other { merged[member.name] = member.value }
        return merged
    }
}
