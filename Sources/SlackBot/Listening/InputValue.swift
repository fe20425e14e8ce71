public import SlackWire

/// What somebody filled in or chose in one element, whatever its type
/// (docs.slack.dev/reference/block-kit/block-elements).
public struct InputValue: Sendable, Hashable {
    /// The element's state, or the action that tells of it.
    public let json: JSONValue

    /// Takes the state of an element.
    public init(json: JSONValue) {
        self.json = json
    }

    /// Members that hold one thing.
    private static let single = [
        "value", "selected_date", "selected_time", "selected_date_time", "selected_user",
        "selected_conversation", "selected_channel",
    ]
    /// Members that hold a list of ids.
    private static let lists = [
        "selected_users", "selected_conversations", "selected_channels",
    ]

    /// What was filled in: the text of a field, the `value` of a button or of the option that was chosen, a date, a
    /// time, a number, the id of a user, channel or conversation; `nil` for nothing, and for elements that take
    /// several.
    public var text: String? {
        for name in Self.single {
            switch json[name] {
            case .string(let text)?: return text
            // A date with a time is a whole number of seconds.
            case .number(let spelling)?: return spelling
            default: continue
            }
        }
        return json["selected_option"]?["value"]?.string
    }

    /// Everything that was chosen: values of options, ids of users, channels, conversations or files.
    ///
    /// One thing is a list of one.
    public var all: [String] {
        if let options = json["selected_options"]?.array {
            return options.compactMap { $0["value"]?.string }
        }
        if let files = json["files"]?.array { return files.compactMap { $0["id"]?.string } }
        for name in Self.lists {
            if let ids = json[name]?.array { return ids.compactMap(\.string) }
        }
        return text.map { [$0] } ?? []
    }
}
