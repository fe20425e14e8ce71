import RepriseFloor
import WebSocketCodec

/// An endpoint whose connection, owner and clock a test plays: what comes, how much is taken, and when somebody has room.
///
/// The owner works as those of libcurl and of swift-nio do, but nothing waits: where nothing is left to do, the clock
/// goes on to the endpoint's deadline.
struct PlayedLine {
    /// What becomes of a direction when what was planned for it is over.
    enum Reading: CaseIterable {
        /// Nothing comes any more.
        case silent
        /// The peer ends the connection.
        case closed
        /// The peer resets it: writing fails as well.
        case reset
    }

    enum Writing: CaseIterable {
        /// Everything is taken.
        case taken
        /// Nothing is taken any more.
        case stalled
        /// It fails.
        case failed
    }

    static let second: Int64 = 1_000_000_000

    var endpoint: WebSocketEndpoint
    var now: Int64 = 0
    /// What has come and was not read.
    var incoming: [UInt8] = []
    var reading = Reading.silent
    /// How many more bytes are taken before ``writing`` counts.
    var writable = Int.max
    var writing = Writing.taken
    /// How many more messages, pings and pongs the owner has room for.
    var room = Int.max
    /// How many bytes are read at once.
    var piece = 7

    /// What was written.
    var written: [UInt8] = []
    /// Everything that the endpoint said.
    var told: [WebSocketEndpoint.Action] = []

    private var isReset: Bool { reading == .reset && incoming.isEmpty }

    init(_ settings: WebSocketEndpoint.Settings) {
        endpoint = WebSocketEndpoint(settings, generator: SeededGenerator(seed: 5), now: 0)
    }

    // MARK: What was told

    var messages: [WebSocketMessage] {
        told.compactMap { if case .message(let message) = $0 { message } else { nil } }
    }

    var ends: [WebSocketEndpoint.End] {
        told.compactMap { if case .ended(let end) = $0 { end } else { nil } }
    }

    /// How many that waited to be written were told that they are.
    var writtenCount: Int {
        told.reduce(0) { if case .written(let count) = $1 { $0 + count } else { $0 } }
    }

    /// Why the others were told that they never will be.
    var losses: [WebSocketEndpoint.Loss?] {
        told.compactMap { if case .unwritten(let loss) = $0 { .some(loss) } else { nil } }
    }

    // MARK: What the owner does

    /// Does all that can be done at this time.
    mutating func work() {
        drain()
        while true {
            write()
            drain()
            guard endpoint.wantsBytes else { return }
            if !incoming.isEmpty {
                let bytes = Array(incoming.prefix(piece))
                incoming.removeFirst(bytes.count)
                take(bytes)
                continue
            }
            switch reading {
            case .silent: endpoint.readNothing()
            case .closed: endpoint.readEnded(.closed)
            case .reset: endpoint.readEnded(.readFailed("reset"))
            }
            drain()
            return
        }
    }

    /// Works, and lets time pass, until the endpoint is over or nothing happens before `limit`.
    mutating func run(until limit: Int64) {
        work()
        while !endpoint.isOver, endpoint.deadline <= limit {
            precondition(endpoint.deadline > now || !told.isEmpty, "time stands still")
            now = max(now, endpoint.deadline)
            endpoint.timePassed(now: now)
            work()
        }
    }

    /// Takes everything from now on.
    mutating func makeRoom() {
        room = .max
        endpoint.resume()
    }

    private mutating func take(_ bytes: [UInt8]) {
        var offset = 0
        while let action = endpoint.next(
            in: bytes.span.bytes,
            from: &offset,
            hasRoom: room > 0,
            now: now
        ) {
            note(action)
        }
        precondition(offset == bytes.count, "all bytes are taken")
    }

    private mutating func drain() {
        while let action = endpoint.next(hasRoom: room > 0, now: now) { note(action) }
    }

    private mutating func note(_ action: WebSocketEndpoint.Action) {
        switch action {
        case .message, .ping, .pong: room = max(room - 1, 0)
        case .written, .unwritten, .ended: break
        }
        told.append(action)
    }

    private mutating func write() {
        while endpoint.hasOutgoing {
            let isBroken = isReset || writable == 0 && writing == .failed
            if isBroken { return endpoint.writeFailed("broken", now: now) }
            if writable == 0, writing == .stalled { return }
            let most = writing == .taken ? Int.max : writable
            var taken: [UInt8] = []
            let count = endpoint.takeOutgoing { bytes in
                taken = Array(bytes.prefix(min(most, 1000)))
                return taken.count
            }
            written += taken
            if writing != .taken { writable -= count }
            endpoint.wrote(count, now: now)
        }
    }
}

extension PlayedLine {
    /// What a peer of that role writes.
    static func bytes(
        from role: WebSocketRole,
        _ body: (WebSocketEncoder, inout [UInt8], inout any RandomNumberGenerator) -> Void
    ) -> [UInt8] {
        var generator: any RandomNumberGenerator = SeededGenerator(seed: 9)
        var bytes: [UInt8] = []
        body(WebSocketEncoder(role: role), &bytes, &generator)
        return bytes
    }

    /// Text messages as a peer of that role writes them.
    static func texts(_ texts: [String], from role: WebSocketRole) -> [UInt8] {
        bytes(from: role) { encoder, bytes, generator in
            for text in texts {
                encoder.append(.text, Array(text.utf8), to: &bytes, using: &generator)
            }
        }
    }

    /// A goodbye as a peer of that role writes it.
    static func goodbye(_ code: UInt16, from role: WebSocketRole) -> [UInt8] {
        bytes(from: role) { encoder, bytes, generator in
            encoder.append(WebSocketClose(code: code), to: &bytes, using: &generator)
        }
    }
}
