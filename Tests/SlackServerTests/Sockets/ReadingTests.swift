import RepriseTestSupport
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@testable import SlackServer

@Suite(.timeLimit(.generous)) struct `How far a client has read` {
    private func payload(_ number: Int) -> [UInt8] { Array("reprise \(number)".utf8) }

    // MARK: As a value

    @Test func `One ping at a time goes behind messages, and its pong says what was read`() {
        var reading = SocketReading()
        #expect(reading.isDone)
        #expect(reading.send() == payload(1))
        #expect(reading.send() == nil)
        #expect(reading.send() == nil)
        #expect(!reading.hasBegun)
        #expect(reading.receive(pong: payload(1)) == payload(2))
        #expect(reading.read == 1)
        #expect(!reading.isDone)
        #expect(reading.receive(pong: payload(2)) == nil)
        #expect(reading.read == 3)
        #expect(reading.isDone)
        #expect(reading.send() == payload(3))
        #expect(!reading.isDone)
    }

    @Test func `A pong that nobody asked for says nothing`() {
        var reading = SocketReading()
        #expect(reading.receive(pong: []) == nil)
        _ = reading.send()
        for pong in [[], Array("reprise".utf8), payload(2)] {
            #expect(reading.receive(pong: pong) == nil)
            #expect(reading.read == 0)
        }
        _ = reading.receive(pong: payload(1))
        _ = reading.send()
        #expect(reading.receive(pong: payload(1)) == nil)
        #expect(reading.read == 1)
    }

    @Test
    func `Who answers the close has read what stood before it, and nobody is asked after the end`()
    {
        var reading = SocketReading()
        _ = reading.send()
        _ = reading.send()
        reading.end(.endedByServer)
        #expect(reading.receive(pong: payload(1)) == nil)
        #expect(reading.read == 1)
        reading.end(.endedByClient, answered: true)
        #expect(reading.life == .endedByServer)
        #expect(reading.isDone)
    }

    @Test
    func `An empty connection says that it was taken only when nothing was sent between two looks`()
    {
        var reading = SocketReading()
        _ = reading.send()
        reading.look(isQuiet: true, sent: 1)
        #expect(reading.taken == 0)
        _ = reading.send()
        reading.look(isQuiet: true, sent: 2)
        #expect(reading.taken == 0)
        reading.look(isQuiet: false, sent: 2)
        reading.look(isQuiet: true, sent: 2)
        #expect(reading.taken == 0)
        reading.look(isQuiet: true, sent: 2)
        #expect(reading.taken == 2)
        #expect(reading.isDone)
        #expect(reading.read == 0)
    }

    @Test func `The system's table says how much waits for a client`() {
        let table = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid
               0: 0100007F:A183 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0
             116: 0100007F:A130 0100007F:AD49 01 00000000:00000064 00:00000000 00000000     0
            1343: 0100007F:AD49 0100007F:A130 01 00000007:00000000 00:00000000 00000000     0
            """
        let client = SocketReading.Ports(own: 0xad49, peer: 0xa130)
        #expect(UnreadBytes.count(in: table, client) == 100)
        let server = SocketReading.Ports(own: 0xa130, peer: 0xad49)
        #expect(UnreadBytes.count(in: table, server) == 0)
        #expect(UnreadBytes.count(in: table, SocketReading.Ports(own: 1, peer: 2)) == nil)
        #expect(UnreadBytes.count(in: "", client) == nil)
    }

    // MARK: Over a connection

    private func withClient(
        _ watch: ReadingWatch,
        _ body: (ScriptedSocket, inout RawClient) async throws -> Void
    ) async throws {
        let socket = ScriptedSocket()
        var configuration = SlackServerConfiguration()
        configuration.reading = watch
        configuration.keepAlivePing = nil
        try await withSlackServer(
            over: ScriptedTransport(socket: socket),
            configuration: configuration
        ) { address in
            try await RawClient.connect(to: address) { client in
                try await client.upgrade()
                try await body(socket, &client)
            }
        }
    }

    @Test func `The ping stands behind the message, and the pong reaches nobody but the watch`()
        async throws
    {
        let watch = ReadingWatch()
        try await withClient(watch) { socket, client in
            socket.say("one")
            let frame = try await client.readFrame(pings: true)
            #expect(frame == .text("one"))
            let ping = try await client.readFrame(pings: true)
            #expect(ping == RawClient.Frame(opcode: 9, payload: payload(1)))
            #expect(watch.sockets.map(\.isDone) == [false])
            try await client.sendFrame(10, payload(1))
            await eventually("the pong to be noted", seen: "\(watch.sockets)") {
                watch.sockets.map(\.read) == [1]
            }
            // What comes next at the transport is the client's close, and no ping.
            try await client.sendFrame(8, [0x03, 0xe8])
            #expect(try await socket.awaitedAction() == .close(1000, ""))
            #expect(watch.sockets.map(\.life) == [.endedByClient])
        }
    }

    @Test func `Waiting ends when everything is read, and gives up on who does not read`()
        async throws
    {
        let watch = ReadingWatch()
        let clock = SessionClock(ContinuousClock())
        try await withClient(watch) { socket, client in
            socket.say("one")
            _ = try await client.readFrame(pings: true)
            _ = try await client.readFrame(pings: true)
            try await client.sendFrame(10, payload(1))
            await watch.waitUntilRead(for: .seconds(1_000), looking: .seconds(1_000), on: clock)
            #expect(watch.sockets.map(\.isDone) == [true])
            #expect(watch.sockets.map(\.life) == [.open])
        }
    }

    @Test func `A client that is gone is waited for by nobody`() async throws {
        let watch = ReadingWatch()
        let clock = SessionClock(ContinuousClock())
        try await withClient(watch) { socket, client in
            socket.say("one")
            _ = try await client.readFrame(pings: true)
            client.drop()
            await watch.waitUntilRead(for: .seconds(1_000), looking: .seconds(1_000), on: clock)
            #expect(watch.sockets.map(\.life) == [.endedByClient])
            #expect(watch.sockets.map(\.isDone) == [false])
        }
    }

    @Test(.enabled(if: isLinux, "only Linux shows what waits in a connection"))
    func `A client that answers no pings is seen to take what it is sent`() async throws {
        let watch = ReadingWatch()
        let clock = SessionClock(ContinuousClock())
        try await withClient(watch) { socket, client in
            socket.say("one")
            let frame = try await client.readFrame()
            #expect(frame == .text("one"))
            await watch.waitUntilRead(for: .seconds(1_000), looking: .milliseconds(1), on: clock)
            #expect(watch.sockets.map(\.taken) == [1])
            #expect(watch.sockets.map(\.read) == [0])
        }
    }

    private static var isLinux: Bool {
        #if os(Linux)
        true
        #else
        false
        #endif
    }
}
