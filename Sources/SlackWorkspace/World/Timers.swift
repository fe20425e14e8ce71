import SlackWire

/// What will happen by itself, in the order of time; what falls on one moment keeps its order.
struct Timers: Sendable {
    /// Something that will happen.
    enum Action: Sendable {
        /// An event reaches the sockets.
        case publish(Event)
        /// A message reaches one socket.
        case send(SocketMessage, to: String)
        /// Slack closes a socket.
        case close(String, SocketClose)
        /// A socket has reached the age at which Slack wants a new one.
        case retire(String)
        /// A message was to be posted now.
        case post(scheduled: String)
        /// An envelope was not acknowledged in time.
        case redeliver(String)
    }

    private var pending: [(due: Duration, action: Action)] = []

    /// When the first is due.
    var nextDue: Duration? { pending.last?.due }

    /// Adds one.
    mutating func schedule(_ action: Action, at due: Duration) {
        // Latest first, so that the first one due is cheap to take.
        var index = pending.endIndex
        while index > 0, pending[index - 1].due <= due { index -= 1 }
        pending.insert((due, action), at: index)
    }

    /// Takes the first.
    mutating func popFirst() -> Action? {
        pending.popLast()?.action
    }

    /// Drops the redelivery of an event that was acknowledged.
    mutating func cancelRedelivery(of key: String) {
        pending.removeAll { timer in
            if case .redeliver(key) = timer.action { true } else { false }
        }
    }
}
