extension WebSocketEndpoint {
    /// What an endpoint puts up with.
    public struct Settings: Sendable, Hashable {
        /// Which end it is.
        public var role: WebSocketRole
        /// The most bytes a message that comes may have.
        public var messageLimit: Int
        /// The most bytes a message that is sent may have.
        public var sendLimit: Int
        /// Whether it answers pings by itself; otherwise their pongs are the owner's to send.
        public var answersPings = true
        /// How long the peer may take to answer a goodbye; to end the connection after it; and how long what had come is
        /// read on a connection that cannot be written to any more.
        public var closeTimeout = Duration.seconds(2)
        /// How long bytes may wait without the peer's taking any; `nil` for ever.
        public var writeTimeout: Duration?
        /// Whether it pings by itself, and what for.
        public var keepAlive: KeepAlive?

        /// Settings with that limit in both directions.
        public init(role: WebSocketRole, messageLimit: Int) {
            self.role = role
            self.messageLimit = messageLimit
            sendLimit = messageLimit
        }
    }

    /// Why an endpoint pings by itself.
    public enum KeepAlive: Sendable, Hashable {
        /// To see whether a peer lives that has been silent for so long; if it says nothing for another while, it is dead.
        ///
        /// The pongs are not told.
        case probing(after: Duration, patience: Duration)
        /// To be heard, when it has said nothing for so long; nothing follows if there is no answer.
        case humming(after: Duration)

        var interval: Duration {
            switch self {
            case .probing(let interval, _), .humming(let interval): interval
            }
        }
    }

    /// What the owner has to do, or to pass on.
    public enum Action: Sendable, Hashable {
        /// A whole message came.
        case message(WebSocketMessage)
        /// A ping came; see ``WebSocketEndpoint/Settings/answersPings``.
        case ping([UInt8])
        /// A pong came that answers no ping of the endpoint's own.
        case pong([UInt8])
        /// So many of the messages, pings and pongs that the owner sent have been written: those that have waited longest.
        case written(Int)
        /// None of those that still wait has been written to its end, and none will be: the peer cannot have taken them.
        ///
        /// Why; `nil` when a goodbye came before them.
        case unwritten(Loss?)
        /// The end, once.
        case ended(End)
    }

    /// How it ended.
    public enum End: Sendable, Hashable {
        /// The peer said goodbye first, and is being answered.
        case byPeer(WebSocketClose)
        /// This end said goodbye, and the peer answered.
        case byThisEnd(WebSocketClose)
        /// This end said goodbye, and the peer did not answer in time, or the connection ended first.
        case unanswered(WebSocketClose)
        /// The peer broke the protocol, and is being told so.
        case violation(WebSocketViolation)
        /// The connection is lost without a goodbye; perhaps in the middle of a message.
        case lost(Loss, insideMessage: Bool)
    }

    /// Why a connection is of no more use.
    public enum Loss: Sendable, Hashable {
        /// The peer ended it.
        case closed
        /// Reading from it failed; the system's words.
        case readFailed(String)
        /// Writing to it failed; the system's words.
        case writeFailed(String)
        /// The peer has taken none of the bytes that waited for it, for so long.
        case stalled(Duration)
        /// The peer has said nothing, not even a pong, for so long.
        case silent(Duration)
        /// The peer has not answered a goodbye in time.
        case unanswered
        /// The owner broke it off; why.
        case brokenOff(String)
    }
}

extension WebSocketEndpoint.Loss: CustomStringConvertible {
    /// What happened, as the beginning of a sentence.
    public var description: String {
        switch self {
        case .closed: "the connection was closed without a goodbye"
        case .readFailed(let reason): "the connection broke (\(reason))"
        case .writeFailed(let reason): "the connection broke while it was written to (\(reason))"
        case .stalled(let time): "the peer has taken nothing of what it was sent for \(time)"
        case .silent(let time): "the peer has been silent for \(time)"
        case .unanswered: "the goodbye was not answered"
        case .brokenOff(let reason): reason
        }
    }
}

extension Duration {
    /// The same in whole nanoseconds, bounded so that it can be added to a time.
    var inNanoseconds: Int64 { Int64(max(0, min(self / .nanoseconds(1), 0x1p60))) }
}
