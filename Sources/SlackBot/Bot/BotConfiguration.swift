public import SlackTransport

/// Everything about a bot that has a sensible default.
///
/// Durations are measured on the bot's clock.
public struct BotConfiguration: Sendable {
    /// When a Socket Mode envelope is acknowledged.
    public enum EnvelopeAcknowledgement: Sendable, Hashable {
        /// On receipt, before any handler sees it.
        case onReceipt
        /// On receipt, but an envelope that accepts a response payload waits for its handler.
        case onReceiptUnlessItAcceptsAPayload
        /// When the handler has returned without an error, or by ``BotContext/acknowledge(payload:)``.
        case afterHandling
    }

    /// Whether the engine asks `auth.test` who the bot is before it connects.
    public enum Identification: Sendable, Hashable {
        /// In Socket Mode if there is a bot token; RTM learns the user from `rtm.connect`.
        case automatic
        /// Always.
        case always
        /// Never: for a recording of a bot that did not.
        case never
    }

    /// Whether messages that the bot itself posted are kept from the handler; on by default, because
    /// a bot that answers messages would answer its own answers.
    ///
    /// A message is the bot's own if its user or bot id is that of ``BotIdentity``, or if a call of this
    /// bot got its `ts` as an answer. An edit of such a message counts as one.
    public var ignoresOwnMessages = true
    /// Whether the redelivery of an event is kept from the handler if an earlier delivery was handled, or
    /// still is.
    ///
    /// In Socket Mode it is acknowledged all the same. Over RTM, an event that comes twice with the same
    /// bytes and a time of its own is one that was delivered twice.
    public var ignoresRedeliveries = true
    /// When a Socket Mode envelope is acknowledged.
    public var envelopeAcknowledgement = EnvelopeAcknowledgement.onReceipt
    /// How long an envelope may wait for its handler before it is acknowledged without payload.
    ///
    /// Slack allows three seconds (docs.slack.dev/apis/events-api).
    public var envelopeDeadline = Duration.milliseconds(2_500)
    /// How long a message sent over the socket waits for its acknowledgement, and for a connection if
    /// there is none.
    public var messageDeadline = Duration.seconds(30)
    /// How long running handlers, and events that have arrived, get to finish when the bot stops.
    public var drainDeadline = Duration.seconds(10)
    /// How long Slack may take to say hello on a new socket.
    public var helloDeadline = Duration.seconds(30)
    /// How long a socket that was replaced is read on before it is closed, if Slack does not close it.
    public var handOverGrace = Duration.seconds(30)
    /// When and how often to connect again.
    public var reconnection = ReconnectionPolicy()
    /// The interval of RTM's JSON pings; `nil` sends none.
    ///
    /// A ping without an answer for another interval counts as a lost connection.
    public var keepAlive: Duration?
    /// Whether `auth.test` is called first.
    public var identification = Identification.automatic
    /// When the calls of handlers wait, and when they are made again; each attempt is told on its own.
    public var callPolicy = CallPolicy.none

    /// The defaults.
    public init() {}
}
