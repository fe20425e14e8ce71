import Testing
import WebSocketCodec

/// What an endpoint does apart from its end, one thing at a time.
struct EndpointTests {
    private func line(
        _ role: WebSocketRole = .client,
        _ change: (inout WebSocketEndpoint.Settings) -> Void = { _ in }
    ) -> PlayedLine {
        var settings = WebSocketEndpoint.Settings(role: role, messageLimit: 1000)
        change(&settings)
        return PlayedLine(settings)
    }

    private func text(_ text: String) -> WebSocketMessage {
        WebSocketMessage(.text, Array(text.utf8))
    }

    private let second = PlayedLine.second

    @Test func `Nothing is read while there is no room, and all of it afterwards`() {
        var line = line()
        line.incoming = PlayedLine.texts((0..<50).map { "\($0)" }, from: .server)
        line.room = 3
        line.work()
        #expect(line.messages.count == 3)
        #expect(!line.endpoint.wantsBytes)
        let left = line.incoming.count
        line.work()
        #expect(line.incoming.count == left)
        line.room = 10
        line.endpoint.resume()
        line.work()
        #expect(line.messages.count == 13)
        line.makeRoom()
        line.work()
        #expect(line.messages == (0..<50).map { text("\($0)") })
        #expect(line.endpoint.wantsBytes)
    }

    @Test func `Who waits to be written is told in order, and not before the last byte`() throws {
        var line = line()
        line.writing = .stalled
        line.writable = 0
        for name in ["a", "b", "c"] { try line.endpoint.send(text(name), now: 0) }
        line.work()
        #expect(line.told.isEmpty)
        // A client's frame of one byte has seven.
        for (bytes, count) in [(6, 0), (1, 1), (13, 2), (1, 3)] {
            line.writable = bytes
            line.work()
            #expect(line.writtenCount == count)
        }
        #expect(line.endpoint.outstanding == 0)
        #expect(line.endpoint.deadline == .max)
    }

    @Test func `A peer that takes a little is waited for, and one that takes nothing is not`()
        throws
    {
        var line = line { $0.writeTimeout = .seconds(20) }
        line.writing = .stalled
        line.writable = 0
        try line.endpoint.send(text(String(repeating: "x", count: 100)), now: 0)
        for _ in 0..<50 {
            line.now += 19 * second
            line.writable = 1
            line.run(until: line.now)
        }
        #expect(line.told.isEmpty)
        line.run(until: .max)
        #expect(line.losses == [.stalled(.seconds(20))])
        #expect(line.ends == [.lost(.stalled(.seconds(20)), insideMessage: false)])
    }

    @Test
    func
        `What came before writing failed is told past the bound, and the peer's goodbye as the end`()
        throws
    {
        var line = line()
        line.incoming =
            PlayedLine.texts((0..<50).map { "\($0)" }, from: .server)
            + PlayedLine.goodbye(4001, from: .server)
        line.room = 3
        line.work()
        line.writing = .failed
        line.writable = 0
        try line.endpoint.send(text("too late"), now: 0)
        line.run(until: 0)
        #expect(line.messages.count == 50)
        #expect(line.losses == [.writeFailed("broken")])
        #expect(line.ends == [.byPeer(WebSocketClose(code: 4001))])
        #expect(throws: WebSocketConnection.SendError.closed) {
            try line.endpoint.send(text("later"), now: 0)
        }
        #expect(line.endpoint.isOver)
    }

    @Test func `A peer that talks on and on where nothing can be written does not fill the memory`()
        throws
    {
        var line = line()
        line.writing = .failed
        line.writable = 0
        line.piece = 1 << 20
        line.incoming = PlayedLine.texts(
            [String](repeating: String(repeating: "x", count: 900), count: 40_000),
            from: .server
        )
        try line.endpoint.send(text("unheard"), now: 0)
        line.work()
        #expect(line.ends == [.lost(.writeFailed("broken"), insideMessage: true)])
        #expect(line.messages.count < 20_000)
    }

    @Test func `One that goes on slowly has a little time`() throws {
        var line = line()
        line.writing = .failed
        line.writable = 0
        try line.endpoint.send(text("unheard"), now: 0)
        // The owner does not say that nothing more has come.
        line.endpoint.writeFailed("broken", now: 0)
        #expect(line.endpoint.deadline == 2 * second)
        line.now = 2 * second
        line.endpoint.timePassed(now: line.now)
        line.work()
        #expect(line.ends == [.lost(.writeFailed("broken"), insideMessage: false)])
    }

    @Test func `A silent peer is pinged, and lost when it stays silent`() {
        var line = line { $0.keepAlive = .probing(after: .seconds(30), patience: .seconds(10)) }
        line.run(until: 30 * second)
        #expect(Decoded(line.written, as: .server).events.count == 1)
        #expect(line.told.isEmpty)
        line.run(until: .max)
        #expect(line.now == 40 * second)
        #expect(line.ends == [.lost(.silent(.seconds(40)), insideMessage: false)])
    }

    @Test func `A peer that answers lives, and its pongs are nobody's business`() throws {
        var line = line { $0.keepAlive = .probing(after: .seconds(30), patience: .seconds(10)) }
        for _ in 1...5 {
            line.written = []
            line.run(until: line.endpoint.deadline)
            guard case .ping(let payload) = Decoded(line.written, as: .server).events.last else {
                Issue.record("no ping")
                return
            }
            line.now += 9 * second
            line.incoming = PlayedLine.bytes(from: .server) { encoder, bytes, generator in
                encoder.appendPong(payload, to: &bytes, using: &generator)
            }
            line.work()
        }
        #expect(line.now == 5 * 39 * second)
        #expect(line.told.isEmpty)
    }

    @Test func `While there is no room silence says nothing, and afterwards it does`() {
        var line = line { $0.keepAlive = .probing(after: .seconds(30), patience: .seconds(10)) }
        line.room = 1
        line.incoming = PlayedLine.texts(["1", "2"], from: .server)
        line.run(until: 3600 * second)
        #expect(line.ends.isEmpty)
        line.now = 3600 * second
        line.makeRoom()
        line.run(until: .max)
        #expect(line.messages.count == 2)
        #expect(line.ends.count == 1)
        #expect(line.now < 3700 * second)
    }

    @Test func `An end that is to be heard pings when it has been quiet, and asks for nothing`() {
        var line = line(.server) { $0.keepAlive = .humming(after: .seconds(10)) }
        line.run(until: 100 * second)
        #expect(Decoded(line.written, as: .client).events == .init(repeating: .ping([]), count: 10))
        #expect(line.told.isEmpty)
    }

    @Test func `Pings are answered, or left to the owner`() throws {
        let ping = PlayedLine.bytes(from: .server) { encoder, bytes, generator in
            encoder.appendPing([7], to: &bytes, using: &generator)
        }
        var answering = line()
        answering.incoming = ping
        answering.work()
        #expect(answering.told == [.ping([7])])
        #expect(Decoded(answering.written, as: .server).events == [.pong([7])])
        var passing = line { $0.answersPings = false }
        passing.incoming = ping
        passing.work()
        #expect(passing.told == [.ping([7])])
        #expect(passing.written.isEmpty)
        try passing.endpoint.pong([7], now: 0)
        passing.work()
        #expect(passing.told == [.ping([7]), .written(1)])
        #expect(Decoded(passing.written, as: .server).events == [.pong([7])])
    }

    @Test func `A server lets go when its goodbye is written, and a client when the server does`() {
        for role in [WebSocketRole.client, .server] {
            var line = line(role)
            line.incoming = PlayedLine.goodbye(1000, from: role == .client ? .server : .client)
            line.work()
            #expect(line.ends == [.byPeer(WebSocketClose(code: 1000))])
            #expect(line.endpoint.isOver == (role == .server))
            line.run(until: .max)
            #expect(line.endpoint.isOver)
            #expect(line.now == (role == .server ? 0 : 2 * second))
        }
    }

    @Test func `A server that was told nonsense says so, and waits until the client has heard it`()
    {
        var line = line(.server)
        line.incoming = [0x81, 0x00, 0x81, 0x00]
        line.work()
        let violation = WebSocketViolation(.masking(expected: true), at: 1)
        #expect(line.ends == [.violation(violation)])
        #expect(line.endpoint.wantsHalfClose && line.endpoint.wantsBytes)
        line.reading = .closed
        line.work()
        #expect(line.endpoint.isOver)
    }

    @Test func `Broken off, it ends at once, and what nobody took is dropped`() throws {
        var line = line()
        line.room = 1
        line.incoming = PlayedLine.texts(["1", "2"], from: .server)
        line.work()
        line.writing = .stalled
        line.writable = 3
        try line.endpoint.send(text("half"), now: 0)
        line.work()
        line.endpoint.breakOff("nobody wants it")
        line.work()
        #expect(line.messages.count == 1)
        #expect(line.losses == [.brokenOff("nobody wants it")])
        #expect(line.ends == [.lost(.brokenOff("nobody wants it"), insideMessage: false)])
        #expect(line.endpoint.isOver)
    }

    @Test func `A goodbye that nobody can hear is still the owner's end`() throws {
        var line = line()
        line.writing = .failed
        line.writable = 0
        try line.endpoint.send(text("unheard"), now: 0)
        line.endpoint.writeFailed("broken", now: 0)
        let first = line.endpoint.close(WebSocketClose(code: 4000), now: 0)
        let second = line.endpoint.close(WebSocketClose(code: 4001), now: 0)
        #expect(first && !second)
        line.work()
        #expect(line.ends == [.unanswered(WebSocketClose(code: 4000))])
    }
}
