import WebSocketCodec

/// Whoever has an endpoint's connection: passes on what happens, and holds the endpoint to its promises.
struct EndpointOwner {
    private var endpoint: WebSocketEndpoint
    private var now: Int64 = 0
    private var inFlight = 0
    private var hasRoom = true
    private var waiting = 0
    private var ends = 0

    init(_ endpoint: WebSocketEndpoint) {
        self.endpoint = endpoint
    }

    /// Lets something happen, with these bytes.
    mutating func play(_ step: UInt8, _ bytes: [UInt8]) {
        switch step {
        case 0: receive(bytes)
        case 1: send(bytes)
        case 2: write(upTo: bytes.count)
        case 3: hasRoom.toggle()
        case 4: pass()
        case 5: endpoint.close(WebSocketClose(code: 1000), now: now)
        case 6: endpoint.writeFailed("broken", now: now)
        default: endpoint.readNothing()
        }
        if hasRoom { endpoint.resume() }
        drain()
        promise(!endpoint.isOver || endpoint.deadline == .max, "nothing is due when all is over")
    }

    /// Lets time pass until all is over.
    mutating func finish() {
        hasRoom = true
        endpoint.resume()
        drain()
        endpoint.readEnded(.closed)
        drain()
        promise(endpoint.isOver, "the end of a connection is the end")
        promise(ends == 1, "the end is told once")
        promise(waiting == 0, "whoever waits is told")
    }

    private mutating func receive(_ bytes: [UInt8]) {
        guard endpoint.wantsBytes else { return }
        var offset = 0
        while let action = endpoint.next(
            in: bytes.span.bytes,
            from: &offset,
            hasRoom: hasRoom,
            now: now
        ) {
            note(action)
        }
        promise(offset == bytes.count, "an endpoint takes all that it is given")
    }

    private mutating func send(_ bytes: [UInt8]) {
        if (try? endpoint.send(WebSocketMessage(.binary, bytes), now: now)) != nil { waiting += 1 }
    }

    private mutating func write(upTo count: Int) {
        if endpoint.hasOutgoing {
            inFlight += endpoint.takeOutgoing { min($0.count, count) }
        }
        let written = min(inFlight, count)
        inFlight -= written
        endpoint.wrote(written, now: now)
    }

    private mutating func pass() {
        guard endpoint.deadline < .max else { return }
        promise(endpoint.deadline >= now || ends > 0, "what is due is not in the past")
        now = max(now, endpoint.deadline)
        endpoint.timePassed(now: now)
    }

    private mutating func drain() {
        while let action = endpoint.next(hasRoom: hasRoom, now: now) { note(action) }
    }

    private mutating func note(_ action: WebSocketEndpoint.Action) {
        switch action {
        case .message, .ping, .pong: promise(ends == 0, "nothing comes behind the end")
        case .written(let count): waiting -= count
        case .unwritten: waiting = 0
        case .ended: ends += 1
        }
        promise(waiting >= 0, "nobody is told twice")
    }
}
