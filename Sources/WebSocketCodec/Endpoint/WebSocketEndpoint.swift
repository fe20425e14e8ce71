import RepriseFloor

/// One end of an open WebSocket on a connection that may fail at any moment: what ``WebSocketConnection`` says, and beside
/// it back-pressure, time, whoever waits for his message to be written, and every way in which a connection ends.
///
/// A value without I/O and without a clock, the same for a client and a server. Its owner has the connection; he
///
/// * tells it what happened: bytes came (``next(in:from:hasRoom:now:)``), no more came for now (``readNothing()``), reading
///   ended (``readEnded(_:)``), bytes were written (``wrote(_:now:)``), writing failed (``writeFailed(_:now:)``), there is room
///   again (``resume()``), ``deadline`` has come (``timePassed(now:)``), the connection is to be broken off (``breakOff(_:)``);
/// * asks it for something: ``send(_:now:)``, ``ping(_:now:)``, ``pong(_:now:)``, ``close(_:now:)``;
/// * takes its actions after each of these, until there are none (``next(hasRoom:now:)``);
/// * reads while ``wantsBytes``, writes while ``hasOutgoing``, and lets go of the connection when ``isOver``.
///
/// Every endpoint ends: exactly one ``Action/ended(_:)`` comes, nothing that was received comes after it, everything that
/// had come before the connection broke comes before it, and whoever waits to be written is told before it or with the
/// last action. What happens when:
///
/// | | while it talks | while its owner has no room | after its own goodbye | after the end was told |
/// |---|---|---|---|---|
/// | the peer says goodbye | answered, `byPeer` | seen when there is room | `byThisEnd` | ignored |
/// | the peer breaks the protocol | told so, `violation` | seen when there is room | `violation` | ignored |
/// | the connection ends or breaks | `lost` | `lost`, behind what had come | `unanswered` | over |
/// | writing fails | it reads what had come, room or not, then `lost` | the same | the same, then `unanswered` | over |
/// | the peer takes nothing | as if writing had failed, after `writeTimeout` | the same | `unanswered` after `closeTimeout` | over after it |
/// | the peer says nothing | pinged, then `lost`, after `keepAlive` | says nothing about the peer | `unanswered` after `closeTimeout` | over after it |
///
/// A peer that is silent while there is no room is not noticed by that: this end does not read, so it would not hear the
/// answer. What its owner sends meanwhile is not taken for ever, though, and the rest is noticed when he has room.
///
/// Times are nanoseconds on any clock that does not go back.
public struct WebSocketEndpoint {
    /// Where it stands.
    enum Phase {
        /// The end was not told; both sides may speak, or a goodbye waits for its answer.
        case talking
        /// The end was told. What is left is written, and then the connection has to end.
        case parting
        /// The connection is of no more use.
        case over
    }

    /// More than the buffers of systems hold, which is what can have come when writing failed.
    static let lastBytes = 1 << 24

    let settings: Settings
    var connection: WebSocketConnection
    var generator: any RandomNumberGenerator

    var phase = Phase.talking
    /// What the owner has to take.
    var actions = FIFO<Action>()

    /// Bytes that came and were not looked at, because there was no room.
    var unread: [UInt8] = []
    /// How many of them have been looked at since.
    var unreadOffset = 0
    /// Whether the connection is not read because there is no room.
    var isPaused = false
    /// Why nothing more can come; the end is told when all that had come has been taken.
    var fate: Loss?

    /// Why nothing can be written any more.
    var muteness: Loss?
    /// How many bytes may still come then.
    var lastBytes = Self.lastBytes
    /// How many bytes the owner has taken and not written.
    var inFlight = 0
    /// How many bytes have been written in all.
    var writtenCount = 0
    /// For each message, ping and pong of the owner's that waits: how many bytes have to be written by then.
    var targets = FIFO<Int>()
    /// Since when bytes have waited and none was taken.
    var stuckSince: Int64?

    /// Whether, once all is written, the peer is to end the connection.
    var lingers = false
    /// The goodbye that this end said.
    var ownGoodbye: WebSocketClose?
    /// When the peer has had enough time: to answer the goodbye, to end the connection, to say what it still has to say.
    var limit = Int64.max
    /// When to look whether the peer lives.
    var pulse = Int64.max
    /// When the peer was last heard.
    var lastHeard: Int64
    /// When the connection last took bytes.
    var lastWritten: Int64
    /// When this end last had something to say.
    var lastQueued: Int64
    /// The payload of the last ping of this end's own, whose pong is nobody else's business.
    var probe: [UInt8]?
    /// When that ping was sent, while it waits for a sign of life.
    var probedAt: Int64?

    /// Makes one end of a connection whose handshake is done.
    ///
    /// - Parameters:
    ///   - settings: What it puts up with.
    ///   - generator: Where a client's masks and the payloads of pings come from.
    ///   - now: The time.
    public init(
        _ settings: Settings,
        generator: any RandomNumberGenerator = SystemRandomNumberGenerator(),
        now: Int64
    ) {
        self.settings = settings
        self.generator = generator
        connection = WebSocketConnection(
            role: settings.role,
            messageLimit: settings.messageLimit,
            sendLimit: settings.sendLimit,
            answersPings: settings.answersPings
        )
        lastHeard = now
        lastWritten = now
        lastQueued = now
        if let keepAlive = settings.keepAlive { pulse = now + keepAlive.interval.inNanoseconds }
    }

    /// Whether messages can still be sent.
    public var isOpen: Bool { canWrite && connection.isOpen }

    /// Whether the end was told, or stands among the actions.
    public var hasEnded: Bool { phase != .talking }

    /// Whether the connection is of no more use: the end was told, and nothing is left to be written or awaited.
    public var isOver: Bool { phase == .over }

    /// Whether the owner should read.
    public var wantsBytes: Bool {
        switch phase {
        case .talking: fate == nil && !isPaused && unread.isEmpty
        case .parting: true
        case .over: false
        }
    }

    /// Whether the owner should end his half of the connection and go on reading: a peer that is still sending would otherwise
    /// lose what it was told.
    public var wantsHalfClose: Bool {
        phase == .parting && settings.role == .server && lingers && outstanding == 0
    }

    /// When ``timePassed(now:)`` is due; `Int64.max` for never.
    public var deadline: Int64 {
        switch phase {
        case .talking: min(limit, stuckDeadline, pulse)
        case .parting: limit
        case .over: .max
        }
    }
}

// MARK: - The end

extension WebSocketEndpoint {
    /// Takes the wish of the owner that the connection be broken off.
    ///
    /// What had come and was not taken is dropped.
    public mutating func breakOff(_ reason: String) {
        unread = []
        unreadOffset = 0
        lose(.brokenOff(reason))
    }

    /// Takes the news that reading has ended, and why.
    public mutating func readEnded(_ loss: Loss) {
        lose(loss)
    }

    /// Nothing more can come, or counts.
    mutating func lose(_ loss: Loss) {
        switch phase {
        case .talking:
            silence(loss)
            if fate == nil { fate = loss }
        case .parting: finish()
        case .over: break
        }
    }

    /// Tells that the connection is lost, once all that had come has been taken.
    mutating func tellFate() {
        guard phase == .talking, let fate, unread.isEmpty else { return }
        let isInside = connection.ended() == .ended(.lost(insideMessage: true))
        actions.append(
            .ended(ownGoodbye.map(End.unanswered) ?? .lost(fate, insideMessage: isInside))
        )
        finish()
    }

    /// Tells the end that both sides, or the protocol, brought about, and goes on to the connection's.
    mutating func part(_ end: End, now: Int64) {
        unread = []
        unreadOffset = 0
        isPaused = false
        actions.append(.ended(end))
        phase = .parting
        limit = now + settings.closeTimeout.inNanoseconds
        lingers = settings.role == .client
        if case .violation = end { lingers = true }
        if muteness == nil { finishIfWritten() } else { finish() }
    }

    /// The connection is of no more use.
    mutating func finish() {
        phase = .over
        tellUnwritten(muteness)
    }
}
