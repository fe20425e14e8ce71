public import SlackWire

/// What a bot does with what comes, by kind and pattern: a list of ``Listener``s that is a handler.
///
/// ```swift
/// let bot = Bot(.socketMode, processing: .queued(by: .channel), listeners: [
///     .message(/deploy (\w+)/) { message, match, context in
///         try await context.reply("deploying \(match.1)", to: message)
///     },
///     .command("/deploy") { command, context in
///         try await context.openView(deployForm, for: command)
///     },
///     .view("deploy_form") { submission, context in
///         guard let service = submission.view.input("service")?.text else {
///             return try await context.acknowledge(.errors(["service": "Which one?"]))
///         }
///         …
///     },
/// ])
/// ```
///
/// * **Order.** The first listener that matches, in the order of the list, gets it, and no other. (Bolt for Python does
///   so, too; Bolt for JavaScript runs all that match, side by side. What comes has one acknowledgement and mostly
///   one answer, so that two listeners for one thing are a mistake more often than a wish.) Put the narrow one before the
///   wide one; for something that is to happen every time, call ``handle(_:_:)`` from a closure of your own.
/// * **None.** An event that no listener matches is over: a bot gets all messages of its channels. A command or an
///   interaction that none matches fails with ``ListenerError``, since somebody waits for an answer.
/// * **Errors.** What a listener throws is the handler's error: it is reported, and stops nothing.
/// * **Acknowledgement** is the configuration's, as for every handler: `Bot.init(_:processing:configuration:listeners:)` has
///   one under which a listener can answer in it, by ``BotContext/acknowledge(_:)``.
public struct Listeners: Sendable, ExpressibleByArrayLiteral {
    /// The listeners, in the order in which they are asked.
    public var listeners: [Listener]

    /// Puts listeners in a row.
    public init(_ listeners: [Listener] = []) {
        self.listeners = listeners
    }

    /// Puts listeners in a row.
    public init(arrayLiteral elements: Listener...) {
        listeners = elements
    }

    /// These and then those.
    public static func + (left: Listeners, right: Listeners) -> Listeners {
        Listeners(left.listeners + right.listeners)
    }

    /// Lets the first listener that matches do its work.
    ///
    /// - Returns: Whether one matched.
    /// - Throws: What the listener throws.
    @discardableResult
    public func handle(_ event: SlackEvent, _ context: BotContext) async throws -> Bool {
        try await handle(Reception(event, in: context.envelope?.type), context)
    }

    private func handle(_ reception: Reception, _ context: BotContext) async throws -> Bool {
        for listener in listeners {
            guard let work = listener.work(on: reception) else { continue }
            try await work(context)
            return true
        }
        return false
    }

    /// The listeners as what a bot does with an event.
    ///
    /// It throws ``ListenerError`` for a command or an interaction that no listener matches.
    public var handler: Bot.Handler {
        { event, context in
            let reception = Reception(event, in: context.envelope?.type)
            guard try await !handle(reception, context), reception.kind.isAsked else { return }
            throw ListenerError.nobodyListens(
                reception.kind,
                id: reception.interaction?.idForPeople,
                names: listeners.map(\.name)
            )
        }
    }
}

extension Bot {
    /// Makes a bot of listeners; nothing happens until ``run(over:credentials:clock:until:observer:)``.
    ///
    /// - Parameter configuration: By default ``BotConfiguration/answering``, under which a listener can answer in the
    ///   acknowledgement.
    public init(
        _ connection: Connection,
        processing: Processing = .queued(),
        configuration: BotConfiguration = .answering,
        listeners: Listeners
    ) {
        self.init(
            connection,
            processing: processing,
            configuration: configuration,
            handler: listeners.handler
        )
    }
}

extension BotConfiguration {
    /// The defaults, but what accepts an answer in its acknowledgement is acknowledged by its handler, or when that has
    /// returned, and at the latest after ``envelopeDeadline``.
    public static var answering: BotConfiguration {
        var configuration = BotConfiguration()
        configuration.envelopeAcknowledgement = .onReceiptUnlessItAcceptsAPayload
        return configuration
    }
}
