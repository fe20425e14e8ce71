import SlackWire

/// What kind of value each argument of a JSON body is, where its text alone does not tell.
///
/// A form and a JSON body say the same in two ways, so arguments are compared by their texts. Between two JSON bodies `"7"` is not
/// `7`: Slack takes some for others, whoever reads a webhook may not. Nor is the text of an array that array, where the body goes to a
/// URL: a `response_url` takes `blocks` as JSON, and a method takes their text, too.
struct JSONSpelling {
    private let members: [JSONMember]

    /// - Parameter ignored: What is left out of the comparison.
    /// - Returns: `nil` if the body is no JSON object.
    private init?(_ call: WebAPICall, ignoring ignored: [ArgumentPath]) {
        guard case .json(let text) = call.inflated.body,
            let members = (try? JSONValue(parsing: text.bytes))?.members
        else { return nil }
        let isOfURL = if case .url = call.target { true } else { false }
        self.members = ignored.reduce(members) { $1.removed(from: $0) }
            .filter { $0.value.isAmbiguous(withWhole: isOfURL) }
    }

    /// Whether a call may differ from others in its spelling alone, as far as its body's kind tells: bytes may be a compressed body.
    static func mayDiffer(_ call: WebAPICall) -> Bool {
        switch call.body {
        case .json, .bytes: true
        case .none, .form, .multipart, .flowing, .file: false
        }
    }

    /// Where two JSON bodies have one text in two kinds of value.
    static func differences(
        recorded: WebAPICall,
        actual: WebAPICall,
        ignoring ignored: [ArgumentPath]
    ) -> [PayloadDifference] {
        guard let recorded = JSONSpelling(recorded, ignoring: ignored), !recorded.members.isEmpty,
            let actual = JSONSpelling(actual, ignoring: ignored)
        else { return [] }
        return recorded.members.compactMap { member in
            guard let other = actual.members.last(where: { $0.name == member.name })?.value,
                other.isOfOtherKind(than: member.value)
            else { return nil }
            return PayloadDifference(path: member.name, expected: member.value, actual: other)
        }
    }
}

extension JSONValue {
    /// Whether the text of the value may also be that of a value of another kind.
    ///
    /// - Parameter isWhole: Whether arrays and objects are meant, too.
    fileprivate func isAmbiguous(withWhole isWhole: Bool) -> Bool {
        switch self {
        case .bool, .number: true
        case .string(let text):
            switch try? JSONValue(parsing: text) {
            case .bool, .number: true
            case .array, .object: isWhole
            default: false
            }
        case .array, .object: isWhole
        case .null: false
        }
    }

    fileprivate func isOfOtherKind(than other: JSONValue) -> Bool {
        switch (self, other) {
        case (.bool, .bool), (.number, .number), (.string, .string): false
        case (.array, .array), (.object, .object): false
        default: true
        }
    }
}
