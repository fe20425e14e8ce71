public import SlackWire

/// Why a message sent over the socket is not known to have arrived.
public struct MessageError: Error, Sendable, Hashable {
    /// What happened.
    public enum Kind: Sendable, Hashable {
        /// Slack did not take it, for the reason in its answer.
        case rejected(RTMAcknowledgement.Failure)
        /// The connection ended before the answer: Slack may or may not have taken it.
        case connectionLost
        /// There was no connection to send it over, until the deadline or the bot's end.
        case notConnected
        /// No answer came until ``BotConfiguration/messageDeadline``.
        case timedOut
        /// It is longer than Slack takes in one frame, 16 KiB; Slack would disconnect.
        case tooLarge(bytes: Int)
        /// The task was cancelled while it waited.
        case cancelled
        /// The connection is Socket Mode, whose socket takes no messages; call `chat.postMessage`.
        case notRTM
        /// The event to reply to names no channel.
        case noChannel
        /// The transport could not send it.
        case transport(TransportFailure)
    }

    /// The id under which the message was sent; `nil` if it was not sent.
    public let message: Int?
    /// What happened.
    public let kind: Kind

    /// Makes an error.
    public init(message: Int? = nil, _ kind: Kind) {
        self.message = message
        self.kind = kind
    }
}

extension MessageError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        let name = message.map { "Message \($0)" } ?? "The message"
        return switch kind {
        case .rejected(let failure):
            "\(name) was rejected by Slack with code \(failure.code ?? 0): \(failure.message)"
        case .connectionLost:
            "\(name) was sent, but the connection ended before Slack acknowledged it; it may have"
                + " been posted."
        case .notConnected: "\(name) was not sent: there is no connection."
        case .timedOut: "\(name) was sent, but Slack did not acknowledge it in time."
        case .tooLarge(let bytes):
            "\(name) was not sent: it has \(bytes) bytes, and Slack takes \(RTMMessage.sizeLimit);"
                + " shorten it or call chat.postMessage."
        case .cancelled: "\(name) was given up: its task was cancelled."
        case .notRTM:
            "\(name) was not sent: Socket Mode takes no messages over its socket; call"
                + " chat.postMessage."
        case .noChannel: "\(name) was not sent: the event names no channel to reply in."
        case .transport(let failure): "\(name) was not sent: \(failure.message)"
        }
    }
}
