import SlackWire

/// One socket, seen from Slack.
///
/// It is open until ``ending`` is set; what was sent before is still received, and then the end, for ever.
struct Connection: Sendable {
    /// What is spoken on it.
    enum Kind: Sendable {
        /// Real-time messaging.
        case rtm(RTM)
        /// Socket Mode.
        case socketMode(debugReconnects: Bool)
        /// Refused: says why and ends.
        case refused
    }

    /// What RTM knows of its client.
    struct RTM: Sendable {
        /// Whose token opened it.
        var user: String
        /// Whether `presence_change` names many at once.
        var isBatchPresenceAware = false
        /// Whose presence is wanted.
        var presence: [String] = []
        /// When messages were sent lately, for the limit.
        var sent: [Duration] = []
        /// How often the limit refused in a row.
        var refusals = 0
    }

    var kind: Kind
    private var outbox: [SocketEvent] = []
    private var position = 0
    /// How it ended, or will when everything before is received.
    private(set) var ending: SocketClose?

    init(_ kind: Kind) {
        self.kind = kind
    }

    /// Whether both sides may still speak.
    var isOpen: Bool { ending == nil }

    /// Whether it speaks Socket Mode.
    var isSocketMode: Bool {
        if case .socketMode = kind { true } else { false }
    }

    /// Whether it was refused.
    var isRefused: Bool {
        if case .refused = kind { true } else { false }
    }

    /// Adds what the client will receive.
    mutating func enqueue(_ event: SocketEvent) {
        if isOpen { outbox.append(event) }
    }

    /// Ends it; the first end counts, and one by the bot drops what it has not received.
    mutating func end(_ close: SocketClose) {
        guard isOpen else { return }
        ending = close
        if close.by == .bot {
            outbox = []
            position = 0
        }
    }

    /// What the client receives next; `nil` when it has to wait.
    mutating func next() -> SocketEvent? {
        guard position < outbox.count else { return ending.map { .closed($0) } }
        defer {
            position += 1
            if position == outbox.count || position > 1_024 {
                outbox.removeFirst(position)
                position = 0
            }
        }
        return outbox[position]
    }
}
