import Interleaving
import RepriseTestSupport
import SessionRecording
import SlackReplay
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

/// Slack asks a Socket Mode client for a new socket every few hours; a session with that in it replays to the
/// client that made it, whether it is faster or slower than it was.
@Suite(.timeLimit(.generous)) struct SocketRefreshTests {
    @Test(
        arguments: SocketModeClient.Refresh.allCases,
        [ReplayOptions.Pace.immediate, .recorded]
    )
    func `The bot that was recorded passes, as fast and as slow as it likes`(
        _ refresh: SocketModeClient.Refresh,
        pace: ReplayOptions.Pace
    ) throws {
        for work in [0, 40, 700, 30_000] {
            let client = SocketModeClient(refresh: refresh, work: .ms(Int64(work)))
            let options = ReplayOptions(pace: pace)
            let replay = try SimulatedReplay(SocketRefresh(refresh).session, options: options)
            let run = try replay.run { try await client.run(over: $0, $1) }
            try run.result
            var report = replay.transport.report()
            // That it is too late for Slack is told, and is all.
            #expect(report.overdue.isEmpty == (work < 3_000))
            report.overdue = []
            #expect(report.isFaithful, "\(work) ms of work: \(report)")
        }
    }

    @Test(arguments: SocketModeClient.Refresh.allCases)
    func `A bot that leaves an acknowledgement out is told that, and gets all the rest`(
        _ refresh: SocketModeClient.Refresh
    ) throws {
        let recording = SocketRefresh(refresh)
        let client = SocketModeClient(refresh: refresh, work: .ms(40), ignored: "e2")
        let replay = try SimulatedReplay(
            recording.session,
            options: ReplayOptions(pace: .immediate)
        )
        let run = try replay.run { try await client.run(over: $0, $1) }
        try run.result
        let report = replay.transport.report()
        let entry = try #require(recording.entryOfAcknowledgement(of: "e2"))
        #expect(report.missing.map(\.entry) == [entry])
        #expect(report.divergences.isEmpty && report.extra.isEmpty)
        #expect(report.withheld.isEmpty && report.unreleased.isEmpty)
    }

    @Test(arguments: SocketModeClient.Refresh.allCases)
    func `A bot that nobody can look into is let on after its patience`(
        _ refresh: SocketModeClient.Refresh
    ) throws {
        let client = SocketModeClient(refresh: refresh, work: .ms(40), ignored: "e2")
        let replay = try SimulatedReplay(
            SocketRefresh(refresh).session,
            options: ReplayOptions(pace: .immediate)
        )
        let session = replay.simulation.start {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await client.run(over: replay.transport, replay.clock) }
                let ending = try await replay.transport.waitUntilOver(
                    settling: .milliseconds(300),
                    patience: .seconds(10),
                    start: .seconds(30)
                )
                try await group.waitForAll()
                return (ending, replay.clock.now)
            }
        }
        _ = session.runUntilQuiescent()
        let (ending, at) = try session.finish().result
        #expect(ending == .stalled, "it still owes the acknowledgement")
        #expect(at < .seconds(25), "its patience twice: for the end, and at the end")
        #expect(replay.transport.report().missing.count == 1)
    }
}

/// A Socket Mode client as slack_sdk's are: it acknowledges what it gets on whatever socket is the current one.
struct SocketModeClient: Sendable {
    /// What it does when Slack asks for another socket.
    enum Refresh: String, CaseIterable, Sendable {
        /// It closes the old one and then opens another (the flavours aiohttp and websockets).
        case closesFirst
        /// It opens another and closes the old one when it has it.
        case closesAfterwards
        /// It opens another and leaves it to Slack to close the old one (the built-in flavour, which Bolt uses).
        case leavesOpen
    }

    var refresh: Refresh
    /// How long it works on an event before it answers and acknowledges it.
    var work: Duration
    /// An envelope that it does not acknowledge.
    var ignored: String?

    static let auth = WebAPICall(method: "auth.test")
    static let connect = WebAPICall(method: "apps.connections.open")

    /// Runs until the current socket is closed.
    func run(over transport: ReplayTransport, _ clock: SessionClock) async throws {
        _ = try await transport.call(Self.auth)
        let current = CurrentSocket(try await open(transport))
        try await withThrowingTaskGroup(of: Void.self) { group in
            let (sockets, opened) = AsyncStream.makeStream(of: (any TransportSocket).self)
            opened.yield(await current.socket)
            for await socket in sockets {
                group.addTask {
                    try await read(socket, current, transport, clock, opened)
                }
            }
            try await group.waitForAll()
        }
    }

    private func open(_ transport: ReplayTransport) async throws -> any TransportSocket {
        let url = try await transport.call(Self.connect).json()["url"]?.string
        return try await transport.open(SocketRequest(url: try #require(url)))
    }

    private func read(
        _ socket: any TransportSocket,
        _ current: CurrentSocket,
        _ transport: ReplayTransport,
        _ clock: SessionClock,
        _ opened: AsyncStream<any TransportSocket>.Continuation
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { workers in
            loop: while true {
                switch try await socket.receive() {
                case .ping, .pong: continue
                case .closed: break loop
                case .message(let message):
                    switch SocketFrame(parsing: message) {
                    case .envelope(let envelope):
                        workers.addTask {
                            try await handle(envelope, current, transport, clock)
                        }
                    case .disconnect:
                        if refresh == .closesFirst { await socket.close() }
                        let new = try await open(transport)
                        await current.replace(by: new)
                        opened.yield(new)
                        if refresh == .closesAfterwards { await socket.close() }
                    default: continue
                    }
                }
            }
            try await workers.waitForAll()
        }
        if await current.socket === socket { opened.finish() }
    }

    private func handle(
        _ envelope: Envelope,
        _ current: CurrentSocket,
        _ transport: ReplayTransport,
        _ clock: SessionClock
    ) async throws {
        try await clock.sleep(for: work)
        _ = try await transport.call(.post("on \(envelope.id)"))
        guard envelope.id != ignored else { return }
        let message = SocketRefresh.acknowledgement(of: envelope.id)
        let socket = await current.socket
        do throws(TransportFailure) {
            try await socket.send(message)
        } catch {
            guard error.kind == .closed else { throw error }
            try await current.next(after: socket).send(message)
        }
    }
}

private actor CurrentSocket {
    private(set) var socket: any TransportSocket
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ socket: any TransportSocket) { self.socket = socket }

    func replace(by socket: any TransportSocket) {
        self.socket = socket
        for continuation in waiting { continuation.resume() }
        waiting = []
    }

    /// The socket that took the place of that one.
    func next(after old: any TransportSocket) async -> any TransportSocket {
        while socket === old { await withCheckedContinuation { waiting.append($0) } }
        return socket
    }
}

/// A recording of such a client: two events before a refresh, one under way in it, and one afterwards.
struct SocketRefresh {
    private var builder = SessionBuilder()
    private var calls = 0

    var session: Session { builder.session }

    static func acknowledgement(of envelope: String) -> SocketMessage {
        #"{"envelope_id": "\#(envelope)"}"#.message
    }

    func entryOfAcknowledgement(of envelope: String) -> Int? {
        let message = Self.acknowledgement(of: envelope)
        let place = session.entries.firstIndex { entry in
            if case .send(_, message) = entry.kind { return true }
            return false
        }
        return place.map { $0 + 1 }
    }

    init(_ refresh: SocketModeClient.Refresh) {
        add(at: 0, SocketModeClient.auth, ["ok": true, "user_id": "U0"])
        open(1, at: 50)
        handle("e1", on: 1, at: 600)
        handle("e2", on: 1, at: 1_000)
        deliver("e3", on: 1, at: 1_190)
        builder.at(1_200, .receive(socket: 1, Self.disconnect("warning")))
        // The event that is under way is acknowledged where the client is by then.
        if refresh == .closesFirst { close(1, at: 1_202) }
        open(2, at: 1_205)
        if refresh == .closesAfterwards { close(1, at: 1_300) }
        acknowledge("e3", on: refresh == .leavesOpen ? 1 : 2, at: 1_310)
        if refresh == .leavesOpen {
            builder.at(6_200, .receive(socket: 1, Self.disconnect("refresh_requested")))
            open(3, at: 6_205)
            builder.at(11_200, .close(socket: 1, SocketClose(code: nil, by: .lost)))
        }
        let last = refresh == .leavesOpen ? 3 : 2
        handle("e4", on: last, at: 12_000)
        for socket in 2...last {
            let end = SocketClose(code: 1000, by: .peer)
            builder.at(20_000 + Int64(socket), .close(socket: socket, end))
        }
    }

    private static func disconnect(_ reason: String) -> SocketMessage {
        SocketMessage(
            #"{"type":"disconnect","reason":"\#(reason)","debug_info":{"host":"applink-1"}}"#
        )
    }

    private mutating func add(
        at milliseconds: Int64,
        _ call: WebAPICall,
        _ answer: JSONValue
    ) {
        calls += 1
        builder.at(milliseconds, .call(id: calls, call))
        builder.at(milliseconds + 20, .answer(call: calls, WebAPIAnswer(json: answer)))
    }

    private mutating func open(_ socket: Int, at milliseconds: Int64) {
        let url = "wss://slack.test/link/?ticket=t\(socket)&app_id=A1"
        add(at: milliseconds, SocketModeClient.connect, ["ok": true, "url": .string(url)])
        builder.at(
            milliseconds + 60,
            .open(socket: socket, SocketRequest(url: url), call: calls)
        )
        builder.at(milliseconds + 61, .ping(socket: socket, by: .bot, Array("session".utf8)))
        builder.at(milliseconds + 62, .pong(socket: socket, by: .peer, Array("session".utf8)))
        builder.at(
            milliseconds + 64,
            .receive(socket: socket, #"{"type":"hello","num_connections":1}"#.message)
        )
    }

    private mutating func close(_ socket: Int, at milliseconds: Int64) {
        builder.at(milliseconds, .close(socket: socket, SocketClose(code: 1000, by: .bot)))
    }

    private mutating func handle(_ envelope: String, on socket: Int, at milliseconds: Int64) {
        deliver(envelope, on: socket, at: milliseconds)
        acknowledge(envelope, on: socket, at: milliseconds + 40)
    }

    private mutating func deliver(_ id: String, on socket: Int, at milliseconds: Int64) {
        let event = #"{"type":"app_mention","user":"U1","text":"\#(id)","channel":"C1"}"#
        let payload = #"{"type":"event_callback","event_id":"Ev\#(id)","event":\#(event)}"#
        builder.at(
            milliseconds,
            .receive(
                socket: socket,
                #"{"envelope_id":"\#(id)","type":"events_api","payload":\#(payload)}"#.message
            )
        )
    }

    /// The bot posts, and then acknowledges.
    private mutating func acknowledge(_ id: String, on socket: Int, at milliseconds: Int64) {
        add(at: milliseconds, .post("on \(id)"), ["ok": true, "channel": "C1", "ts": "9.\(id)"])
        builder.at(milliseconds + 25, .send(socket: socket, Self.acknowledgement(of: id)))
    }
}
