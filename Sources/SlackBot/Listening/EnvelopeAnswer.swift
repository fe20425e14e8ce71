public import SlackWire

/// What an acknowledgement answers (docs.slack.dev/surfaces/modals, docs.slack.dev/reference/block-kit/block-elements).
public struct EnvelopeAnswer: Sendable, Hashable {
    /// The answer as JSON.
    public let json: JSONValue

    /// Takes an answer of another kind.
    public init(json: JSONValue) {
        self.json = json
    }

    /// The modal stays and says what is wrong: for each `block_id` of an input a sentence.
    public static func errors(_ errors: KeyValuePairs<String, String>) -> EnvelopeAnswer {
        let members = errors.map { JSONMember($0.key, .string($0.value)) }
        return EnvelopeAnswer(json: ["response_action": "errors", "errors": .object(members)])
    }

    /// The modal becomes another one.
    public static func update(_ view: JSONValue) -> EnvelopeAnswer {
        EnvelopeAnswer(json: ["response_action": "update", "view": view])
    }

    /// Another modal is laid on it.
    public static func push(_ view: JSONValue) -> EnvelopeAnswer {
        EnvelopeAnswer(json: ["response_action": "push", "view": view])
    }

    /// All modals of the stack close.
    public static var clear: EnvelopeAnswer { EnvelopeAnswer(json: ["response_action": "clear"]) }

    /// What there is to choose from, at most 100.
    public static func options(_ options: [SelectOption]) -> EnvelopeAnswer {
        EnvelopeAnswer(json: ["options": .array(options.map(\.json))])
    }

    /// A message that answers a slash command.
    ///
    /// - Parameter visibly: Whether everybody in the channel sees it, and not only the user.
    public static func message(_ text: String, visibly: Bool = false) -> EnvelopeAnswer {
        let type: JSONValue = visibly ? "in_channel" : "ephemeral"
        return EnvelopeAnswer(json: ["response_type": type, "text": .string(text)])
    }
}

/// Something to choose in a menu (docs.slack.dev/reference/block-kit/composition-objects/option-object).
public struct SelectOption: Sendable, Hashable {
    /// What is shown, at most 75 characters.
    public var text: String
    /// What the app gets, at most 150 characters.
    public var value: String

    /// Makes an option.
    public init(_ text: String, value: String) {
        self.text = text
        self.value = value
    }

    /// The option as JSON.
    public var json: JSONValue {
        ["text": ["type": "plain_text", "text": .string(text)], "value": .string(value)]
    }
}
