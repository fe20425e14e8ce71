public import SlackTransport
public import SlackWire

/// What a handler can do about its event.
///
/// A value of one event; it may be passed on to child tasks.
public struct BotContext: Sendable {
    /// The event's number, in order of arrival, from 1.
    public let eventNumber: Int
    let delivery: Delivery?
    let engine: Engine

    /// The envelope that brought the event, over Socket Mode.
    public var envelope: Envelope? { delivery?.envelope }

    /// Who the bot is, as soon as Slack has said it.
    public var identity: BotIdentity? { engine.own.identity }

    /// The clock of the bot: real, or virtual in a replay.
    public var clock: SessionClock { engine.clock }

    /// Whether the bot is stopping; a long piece of work may look at it and come to an end.
    public var isStopping: Bool { !engine.intake.isOpen }

    /// Returns after `duration` on the bot's clock.
    ///
    /// - Throws: `CancellationError` when the handler is cancelled.
    public func sleep(for duration: Duration) async throws {
        try await clock.sleep(for: duration)
    }
}
