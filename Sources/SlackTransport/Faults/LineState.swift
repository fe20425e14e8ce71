import SlackWire

/// One socket of the transport behind and the bot's connections to it, without I/O.
///
/// One connection has what the socket says. The others were told to go, or are there before they are
/// needed; what they send still reaches the socket.
struct LineState: Sendable {
    /// Something for the bot.
    struct Item: Sendable {
        /// Where it comes from.
        enum Origin: Sendable, Hashable {
            /// From the socket behind.
            case slack
            /// From there, too, but it came before and was not acknowledged.
            case again
            /// From a fault, or made for one connection only.
            case fault
        }

        var event: SocketEvent
        var origin: Origin
    }

    /// One connection of the bot.
    struct Connection: Sendable {
        var pending: [Item] = []
        /// How it ended; what is pending comes before.
        var ending: SocketClose?
        /// When it will be closed: the bot was told to leave.
        var closesAt: Duration?
        /// Events of Socket Mode that the bot has and has not acknowledged.
        var unacknowledged: [Envelope] = []

        /// Whether it is there to stay.
        var isLasting: Bool { ending == nil && closesAt == nil }
    }

    /// What asking for the next event leads to.
    enum Step: Sendable {
        /// The bot has it.
        case event(SocketEvent)
        /// It has to be read from the socket; to be broken off then.
        case read(until: Duration?)
        /// Nothing comes until something happens; or until then.
        case wait(until: Duration?)
    }

    /// How long after saying so Slack closes a socket (docs.slack.dev/apis/events-api/using-socket-mode).
    static let closeDelay = Duration.seconds(10)

    var connections: [Int: Connection] = [:]
    /// The connection that has what the socket says; `nil` while there is none.
    var owner: Int?
    /// What came while there was none.
    var backlog: [Item] = []
    var isReading = false
    /// How the socket behind ended.
    var ending: SocketClose?
    var hello: SocketMessage?
    private var lastConnection = 0
    /// Envelopes that were delivered again, and whether the bot has acknowledged them.
    var repeated: [String: Bool] = [:]

    // MARK: Connections

    /// Whether a new connection would get what the socket says.
    var wantsConnection: Bool {
        guard !isOver else { return false }
        guard let owner else { return true }
        return connections[owner]?.isLasting != true
    }

    /// Whether nothing more can come.
    var isOver: Bool { ending != nil && backlog.isEmpty }

    /// The bot connects; returns the connection's number.
    mutating func connect() -> Int {
        lastConnection += 1
        let isWanted = wantsConnection
        var connection = Connection()
        if let hello {
            let open = connections.values.count { $0.ending == nil } + 1
            connection.pending.append(
                Item(event: .message(hello.counting(open)), origin: .fault)
            )
        }
        connections[lastConnection] = connection
        guard isWanted || owner == nil else { return lastConnection }
        if let owner { takeBack(from: owner) }
        handOver(to: lastConnection)
        return lastConnection
    }

    /// Ends a connection; what the bot has not got, and has not acknowledged, is for the next one.
    mutating func end(_ id: Int, _ close: SocketClose) {
        guard connections[id]?.ending == nil else { return }
        connections[id]?.ending = close
        let redeliveries = connections[id]?.unacknowledged ?? []
        connections[id]?.unacknowledged = []
        if owner == id {
            takeBack(from: id)
            owner = nil
        }
        if close.by == .bot { connections[id]?.pending = [] }
        let items = redeliveries.map { envelope in
            repeated[envelope.id] = false
            return Item(event: .message(envelope.redelivered(for: "timeout")), origin: .again)
        }
        backlog.insert(contentsOf: items, at: 0)
        let next = owner ?? connections.filter { $0.value.isLasting }.keys.min()
        if let next { handOver(to: next) }
    }

    private mutating func takeBack(from id: Int) {
        let items = connections[id]?.pending ?? []
        backlog.insert(contentsOf: items.filter { $0.origin != .fault }, at: 0)
        connections[id]?.pending.removeAll { $0.origin != .fault }
    }

    private mutating func handOver(to id: Int) {
        owner = id
        connections[id]?.pending += backlog
        backlog = []
        if let ending { finish(ending) }
    }

    /// The socket behind has ended, and with it the connection that has what it says.
    mutating func finish(_ close: SocketClose) {
        ending = close
        if let owner { connections[owner]?.ending = close }
        owner = nil
    }

    /// - Throws: A failure of kind `closed` unless the bot may still send on the connection.
    func checkOpen(_ id: Int) throws(TransportFailure) {
        guard let connection = connections[id], connection.ending == nil else {
            throw TransportFailure(.closed, "the socket is closed; connect again before sending")
        }
    }

    /// The bot closes a connection.
    ///
    /// - Returns: Whether that closes the socket behind, too: the bot was not told to come back.
    mutating func close(_ id: Int, _ close: SocketClose) -> Bool {
        guard owner == id, connections[id]?.isLasting == true,
            !connections.contains(where: { $0.key != id && $0.value.isLasting })
        else {
            end(id, close)
            return false
        }
        connections[id]?.pending = []
        backlog = []
        finish(close)
        return true
    }
}
