public import SlackWire

/// What came from Slack, by the field's names.
public enum IncomingKind: Sendable, Hashable {
    /// An event of type `message`, whatever its subtype.
    case message
    /// Another event, by its type, for example `reaction_added`.
    case event(String)
    /// A slash command, with its slash.
    case command(String)
    /// Somebody clicked or chose something in a message, a modal or a home tab (`block_actions`).
    case action
    /// Somebody submitted a modal (`view_submission`).
    case submission
    /// Somebody closed a modal that asks to be told (`view_closed`).
    case closing
    /// Somebody used a shortcut, of the workspace (`shortcut`) or of a message (`message_action`).
    case shortcut
    /// A menu asks what there is to choose from (`block_suggestion`).
    case options
    /// Another interaction, by its type, for example `dialog_submission`.
    case interaction(String)

    /// Tells it by the event's fields and, where these are not known, by the envelope that brought it.
    ///
    /// The types of interactions are those of docs.slack.dev/interactivity/handling-user-interaction.
    public init(_ event: SlackEvent, in envelope: Envelope.Kind? = nil) {
        let type = event.type
        switch type {
        case "message": self = .message
        case "block_actions": self = .action
        case "view_submission": self = .submission
        case "view_closed": self = .closing
        case "shortcut", "message_action": self = .shortcut
        case "block_suggestion": self = .options
        case "interactive_message", "dialog_submission", "dialog_cancellation",
            "dialog_suggestion", "workflow_step_edit":
            self = .interaction(type)
        case "":
            self = event.command.map { .command($0) } ?? .event("")
        default:
            self = envelope == .interactive ? .interaction(type) : .event(type)
        }
    }

    /// Whether somebody waits for the bot: then a listener that is missing is a mistake.
    ///
    /// An event that nobody listens to is none: a bot gets all messages of its channels.
    var isAsked: Bool {
        switch self {
        case .message, .event: false
        case .command, .action, .submission, .closing, .shortcut, .options, .interaction: true
        }
    }

    /// What it is called in a sentence.
    var wording: String {
        switch self {
        case .message: "a message"
        case .event(let type): "an event of type '\(type)'"
        case .command(let name): "the slash command \(name)"
        case .action: "an action (block_actions)"
        case .submission: "the submission of a view (view_submission)"
        case .closing: "the closing of a view (view_closed)"
        case .shortcut: "a shortcut"
        case .options: "a menu's question for options (block_suggestion)"
        case .interaction(let type): "an interaction of type '\(type)'"
        }
    }
}

extension SlackEvent {
    /// What this is.
    public var incomingKind: IncomingKind { IncomingKind(self) }
}
