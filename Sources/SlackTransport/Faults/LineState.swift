import SlackWire

/// One socket of the transport behind and the bot's connections to it, without I/O.
///
/// One connection has what the socket says. The others were told to go, or are there before they are
/// needed; what they send still reaches the socket.
struct LineState: Sendable {
    /// Something for the bot.
    struct Item: Sendable {
        var event: SocketEvent
        /// Whether Slack said it, or else a fault.
        var isOriginal: Bool
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
    private(set) var owner: Int?
    /// What came while there was none.
    private var backlog: [Item] = []
    private(set) var isReading = false
    /// How the socket behind ended.
    private(set) var ending: SocketClose?
    private var hello: SocketMessage?
    private var lastConnection = 0
    /// Envelopes that were delivered again, and whether the bot has acknowledged them.
    private var repeated: [String: Bool] = [:]

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
                Item(event: .message(hello.counting(open)), isOriginal: false)
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
        let items = redeliveries.map { envelope in
            repeated[envelope.id] = false
            return Item(event: .message(envelope.redelivered(for: "timeout")), isOriginal: false)
        }
        backlog.insert(contentsOf: items, at: 0)
        let next = owner ?? connections.filter { $0.value.isLasting }.keys.min()
        if let next { handOver(to: next) }
    }

    private mutating func takeBack(from id: Int) {
        backlog.insert(contentsOf: connections[id]?.pending.filter(\.isOriginal) ?? [], at: 0)
        connections[id]?.pending.removeAll(where: \.isOriginal)
    }

    private mutating func handOver(to id: Int) {
        owner = id
        connections[id]?.pending += backlog
        backlog = []
        if let ending { finish(ending) }
    }

    /// The socket behind has ended, and with it the connection that has what it says.
    private mutating func finish(_ close: SocketClose) {
        ending = close
        if let owner { connections[owner]?.ending = close }
        owner = nil
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

    // MARK: Reading

    /// The bot asks for the next event on a connection.
    ///
    /// - Parameter fault: Told of each frame of Slack's; returns what happens behind it.
    mutating func next(
        on id: Int,
        at now: Duration,
        fault: (SocketFrame) -> [FaultSchedule.Chosen<SocketFault>],
        done: (FaultSchedule.Chosen<SocketFault>, _ miss: String?) -> Void
    ) -> Step {
        guard let connection = connections[id] else {
            return .event(.closed(SocketClose(code: 1000, by: .bot)))
        }
        if let item = connection.pending.first {
            connections[id]?.pending.removeFirst()
            if item.isOriginal, case .message(let message) = item.event {
                let frame = SocketFrame(parsing: message)
                note(frame, message, on: id)
                for chosen in fault(frame) {
                    done(chosen, apply(chosen.effect, behind: frame, message, on: id, at: now))
                }
            }
            return .event(item.event)
        }
        if let ending = connection.ending { return .event(.closed(ending)) }
        if let time = connection.closesAt, time <= now {
            end(id, SocketClose(code: 1000, by: .peer))
            return .event(.closed(SocketClose(code: 1000, by: .peer)))
        }
        guard owner == id, !isReading else { return .wait(until: connection.closesAt) }
        isReading = true
        return .read(until: connection.closesAt)
    }

    /// The reading is over; with an event, if one came.
    mutating func read(_ event: SocketEvent?) {
        isReading = false
        guard let event else { return }
        if case .closed(let close) = event { return finish(close) }
        let item = Item(event: event, isOriginal: true)
        if let owner { connections[owner]?.pending.append(item) } else { backlog.append(item) }
    }

    private mutating func note(_ frame: SocketFrame, _ message: SocketMessage, on id: Int) {
        switch frame {
        case .hello: hello = message
        case .envelope(let envelope) where envelope.type == .event:
            connections[id]?.unacknowledged.append(envelope)
        default: break
        }
    }

    /// Lets something happen behind a frame; returns why it does not, if so.
    private mutating func apply(
        _ fault: SocketFault,
        behind frame: SocketFrame,
        _ message: SocketMessage,
        on id: Int,
        at now: Duration
    ) -> String? {
        switch fault {
        case .drop:
            end(id, SocketClose(reason: "the connection was lost, as planned", by: .lost))
        case .close(let code):
            end(id, SocketClose(code: code, reason: "closed, as planned", by: .peer))
        case .goodbye:
            say(["type": "goodbye"], on: id)
            connections[id]?.closesAt = now + Self.closeDelay
        case .disconnect(let reason):
            let debug: JSONValue = ["host": "applink-reprise-1"]
            say(
                ["type": "disconnect", "reason": .string(reason), "debug_info": debug],
                on: id
            )
            connections[id]?.closesAt = reason == "warning" ? now + Self.closeDelay : now
        case .duplicate:
            if case .envelope(let envelope) = frame { repeated[envelope.id] = false }
            insert(message, on: id)
        case .redeliver(let reason):
            guard case .envelope(let envelope) = frame else {
                return "the frame is no envelope of Socket Mode"
            }
            repeated[envelope.id] = false
            insert(envelope.redelivered(for: reason), on: id)
        }
        return nil
    }

    private mutating func say(_ frame: JSONValue, on id: Int) {
        insert(SocketMessage(json: frame), on: id)
    }

    private mutating func insert(_ message: SocketMessage, on id: Int) {
        guard connections[id]?.ending == nil else { return }
        connections[id]?.pending.insert(Item(event: .message(message), isOriginal: false), at: 0)
    }

    // MARK: Sending

    /// Takes note of an acknowledgement.
    ///
    /// - Returns: Whether it is the first, or of an envelope that came only once: the socket behind knows
    ///   of no other.
    mutating func acknowledge(_ envelope: String) -> Bool {
        for id in connections.keys {
            connections[id]?.unacknowledged.removeAll { $0.id == envelope }
        }
        guard let isKnown = repeated[envelope] else { return true }
        repeated[envelope] = true
        return !isKnown
    }
}

extension SocketMessage {
    /// A hello that says how many sockets are open, if it says so at all.
    fileprivate func counting(_ open: Int) -> SocketMessage {
        guard (try? JSONValue(parsing: bytes))?["num_connections"] != nil else { return self }
        let count = Array(String(open).utf8)
        return SocketMessage(
            kind: kind,
            bytes: JSONEdit.setting("num_connections", to: count, in: bytes)
        )
    }
}

extension Envelope {
    /// The envelope as it comes again.
    fileprivate func redelivered(for reason: String) -> SocketMessage {
        let attempt = Array(String((retryAttempt ?? 0) + 1).utf8)
        let bytes = JSONEdit.setting("retry_attempt", to: attempt, in: json.bytes)
        return SocketMessage(
            bytes: JSONEdit.setting(
                "retry_reason",
                to: JSONValue.string(reason).compactBytes,
                in: bytes
            )
        )
    }
}
