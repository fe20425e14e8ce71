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
        /// Envelopes of Socket Mode that the bot has and has not acknowledged.
        var unacknowledged: [Envelope] = []
        /// Whether it is none that the bot has opened to this socket: it takes what comes when Slack has said farewell and no other
        /// connection is left.
        var isStandby = false

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
    /// Whether Slack has said over the socket that the bot shall come back over another.
    var hasSaidFarewell = false
    /// Commands and the like that the bot had and cannot acknowledge any more, since Slack sends them once; until they are taken.
    private var lostAcknowledgements: [String] = []
    private var lastConnection = 0
    /// Envelopes that were delivered again, and whether the bot has acknowledged them.
    var repeated: [String: Bool] = [:]

    // MARK: Connections

    /// Whether a new connection would get what the socket says.
    ///
    /// None after a farewell: the bot comes back over a socket of its own, which was recorded, too.
    var wantsConnection: Bool {
        guard !isOver, !hasSaidFarewell else { return false }
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
            let open = connections.values.count { $0.ending == nil && !$0.isStandby } + 1
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

    /// The bot connects to another socket, and that connection is there for what this one has left to say; returns its number here.
    mutating func standBy() -> Int {
        lastConnection += 1
        connections[lastConnection] = Connection(isStandby: true)
        if owner == nil, let heir { handOver(to: heir) }
        return lastConnection
    }

    /// Ends a connection; what the bot has not got, and has not acknowledged, is for the next one.
    mutating func end(_ id: Int, _ close: SocketClose) {
        guard connections[id]?.ending == nil else { return }
        connections[id]?.ending = close
        let unacknowledged = connections[id]?.unacknowledged ?? []
        let redeliveries = unacknowledged.filter { $0.type == .event }
        if close.by != .bot {
            lostAcknowledgements += unacknowledged.filter { $0.type != .event }.map(\.id)
        }
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
        if let next = owner ?? heir { handOver(to: next) }
    }

    /// The connection that has what the socket says when its owner is gone.
    private var heir: Int? {
        let lasting = connections.filter { $0.value.isLasting }
        let own = lasting.filter { !$0.value.isStandby }.keys.min()
        return own ?? (hasSaidFarewell ? lasting.keys.max() : nil)
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

    /// The envelopes of which it is new that the bot cannot acknowledge them any more.
    mutating func takeLostAcknowledgements() -> [String] {
        defer { lostAcknowledgements = [] }
        return lostAcknowledgements
    }

    /// The socket behind has ended, and with it the connection that has what it says.
    mutating func finish(_ close: SocketClose) {
        ending = close
        if let owner { connections[owner]?.ending = close }
        for id in connections.keys where connections[id]?.isStandby == true {
            connections[id]?.ending = close
        }
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
        guard owner == id, let connection = connections[id], connection.isLasting,
            !connection.isStandby,
            !connections.contains(where: {
                $0.key != id && $0.value.isLasting && !$0.value.isStandby
            })
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
