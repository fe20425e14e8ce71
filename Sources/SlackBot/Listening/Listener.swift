public import SlackWire

/// One thing a bot listens to, and what it does then; see ``Listeners``.
///
/// The kinds are those of Bolt: message, event, command, action, view, shortcut, options.
public struct Listener: Sendable {
    /// What there is to do about something that matches.
    typealias Work = @Sendable (BotContext) async throws -> Void

    /// What it listens to in a few words, for reports.
    public let name: String
    private let match: @Sendable (Reception) -> Work?

    /// - Parameter match: What there is to do; `nil` for what is not this listener's.
    init(_ name: String, _ match: @escaping @Sendable (Reception) -> Work?) {
        self.name = name
        self.match = match
    }

    func work(on reception: Reception) -> Work? { match(reception) }

    /// Listens to events, messages among them, by their type.
    ///
    /// - Parameters:
    ///   - type: For example `reaction_added`, or `message`, which has edits and the like, too.
    ///   - subtype: The kind of message, for example `message_changed`; ``NamePattern/any`` for all and for none.
    public static func event(
        _ type: NamePattern,
        subtype: NamePattern = .any,
        do body: @escaping @Sendable (SlackEvent, BotContext) async throws -> Void
    ) -> Listener {
        Listener("event \(type.wording)") { reception in
            let event = reception.event
            switch reception.kind {
            case .message, .event: break
            default: return nil
            }
            guard type.matches(event.type), subtype.matches(event.subtype) else { return nil }
            return { context in try await body(event, context) }
        }
    }

    /// Listens to whatever no listener before it wanted.
    public static func anything(
        do body: @escaping @Sendable (SlackEvent, BotContext) async throws -> Void
    ) -> Listener {
        Listener("anything") { reception in
            let event = reception.event
            return { context in try await body(event, context) }
        }
    }
}

/// Something that came, understood once for all listeners.
struct Reception: Sendable {
    let event: SlackEvent
    let kind: IncomingKind
    /// The payload of what is no event.
    let interaction: Interaction?

    init(_ event: SlackEvent, in envelope: Envelope.Kind?) {
        self.event = event
        kind = IncomingKind(event, in: envelope)
        interaction = kind.isAsked ? Interaction(event) : nil
    }

    /// The payload, if it is of that kind.
    func interaction(_ wanted: IncomingKind) -> Interaction? {
        kind == wanted ? interaction : nil
    }
}
