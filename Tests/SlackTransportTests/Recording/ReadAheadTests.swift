import RepriseFloor
import SessionRecording
import SlackTransportTesting
import SlackWire
import Testing
import TransportTestKit

@testable import SlackTransport

@Suite(.timeLimit(.minutes(5))) struct ReadAheadTests {
    private static func messages(_ count: Int) -> [SocketEvent] {
        (0..<count).map { .message(SocketMessage("\($0)")) }
    }

    @Test func `The buffer keeps order, pauses when full and ends once`() {
        var buffer = ReadAheadBuffer(limit: 2)
        #expect(buffer.take() == .empty)
        #expect(buffer.arrived(.ping([1])) == .goOn)
        #expect(buffer.arrived(.ping([2])) == .pause)
        #expect(buffer.reading == .pause)
        #expect(buffer.take() == .event(.ping([1])))
        #expect(buffer.reading == .goOn)
        let close = SocketClose(code: 1000, by: .peer)
        #expect(buffer.arrived(.closed(close)) == .stop)
        #expect(buffer.arrived(.ping([3])) == .stop)
        buffer.failed(TransportFailure(.io, "late"))
        #expect(buffer.take() == .event(.ping([2])))
        #expect(buffer.take() == .event(.closed(close)))
        #expect(buffer.take() == .event(.closed(close)))
        #expect(buffer.reading == .stop)
    }

    @Test func `A failure comes after what was read before it`() {
        var buffer = ReadAheadBuffer(limit: 0)
        #expect(buffer.arrived(.ping([1])) == .pause)
        buffer.failed(TransportFailure(.io, "broken"))
        #expect(buffer.reading == .stop)
        #expect(buffer.take() == .event(.ping([1])))
        #expect(buffer.take() == .failure(TransportFailure(.io, "broken")))
        let lost = SocketEvent.closed(SocketClose(reason: "broken", by: .lost))
        #expect(buffer.take() == .event(lost))
        #expect(buffer.take() == .event(lost))
        #expect(buffer.reading == .stop)
    }

    @Test func `Frames are recorded though the bot never asks, up to the limit`() async throws {
        let reachedLimit = AsyncStream.makeStream(of: Void.self)
        let log = CountingLog(signalAt: 1 + 10) { reachedLimit.continuation.yield() }
        let socket = ScriptedSocket(Self.messages(100))
        let transport = RecordingTransport(
            ScriptedTransport(socket: socket),
            to: log,
            clock: SessionClock(ContinuousClock()),
            arrival: .readAhead(limit: 10)
        )
        let recorded = try await transport.open(SocketRequest(url: "wss://slack.test"))
        for await _ in reachedLimit.stream { break }
        // The reader pauses: what is beyond the limit stays with the connection.
        #expect(socket.receivedCount == 10)
        for number in 0..<100 {
            #expect(try await recorded.receive() == .message(SocketMessage("\(number)")))
        }
        await recorded.close()
        #expect(log.log.entries.count == 1 + 100 + 1)
        #expect(socket.receivedCount == 100)
    }

    @Test func `A slow bot gets every frame in order, and the recording has the same order`()
        async throws
    {
        let log = SessionLog()
        let close = SocketEvent.closed(SocketClose(code: 1000, by: .peer))
        let socket = ScriptedSocket(Self.messages(2_000) + [close])
        let transport = RecordingTransport(
            ScriptedTransport(socket: socket),
            to: log,
            clock: SessionClock(ContinuousClock()),
            arrival: .readAhead(limit: 7)
        )
        let recorded = try await transport.open(SocketRequest(url: "wss://slack.test"))
        var got: [SocketEvent] = []
        while true {
            let event = try await recorded.receive()
            if event == close { break }
            got.append(event)
            if got.count.isMultiple(of: 13) { await Task.yield() }
        }
        #expect(got == Self.messages(2_000))
        let order = log.entries.compactMap { entry -> SocketEvent? in
            guard case .receive(_, let message) = entry.kind else { return nil }
            return .message(message)
        }
        #expect(order == got)
    }

    @Test func `Closing ends the reader and whoever waits`() async throws {
        let socket = ScriptedSocket()
        let transport = RecordingTransport(
            ScriptedTransport(socket: socket),
            to: SessionLog(),
            clock: SessionClock(ContinuousClock())
        )
        let recorded = try await transport.open(SocketRequest(url: "wss://slack.test"))
        async let event = recorded.receive()
        await recorded.close(code: 1000, reason: "bye")
        #expect(
            try await event == .closed(SocketClose(code: 1000, reason: "bye", by: .bot))
        )
    }

    @Test func `Cancelling a receive leaves the frames where they are`() async throws {
        let socket = ScriptedSocket()
        let transport = RecordingTransport(
            ScriptedTransport(socket: socket),
            to: SessionLog(),
            clock: SessionClock(ContinuousClock())
        )
        let recorded = try await transport.open(SocketRequest(url: "wss://slack.test"))
        let kind = await withTaskGroup(of: TransportFailure.Kind?.self) { group in
            group.addTask {
                do throws(TransportFailure) {
                    _ = try await recorded.receive()
                    return nil
                } catch {
                    return error.kind
                }
            }
            group.cancelAll()
            return await group.next() ?? nil
        }
        #expect(kind == .cancelled)
        try await recorded.ping([5])
        #expect(try await recorded.receive() == .pong([5]))
        await recorded.close()
    }

    @Test func `A socket that the bot lets go of stops reading`() async throws {
        let released = AsyncStream.makeStream(of: Void.self)
        let transport = RecordingTransport(
            ScriptedTransport(opening: { (_) throws(TransportFailure) in
                ReleasedSocket { released.continuation.yield() }
            }),
            to: SessionLog(),
            clock: SessionClock(ContinuousClock())
        )
        _ = try await transport.open(SocketRequest(url: "wss://slack.test"))
        for await _ in released.stream { break }
    }
}

/// A recorder that tells when it has a given number of entries.
private final class CountingLog: SessionRecorder {
    let log = SessionLog()
    private let target: Int
    private let signal: @Sendable () -> Void

    init(signalAt target: Int, _ signal: @escaping @Sendable () -> Void) {
        self.target = target
        self.signal = signal
    }

    func append(_ entry: SessionEntry) {
        log.append(entry)
        if log.entries.count == target { signal() }
    }
}

/// A silent socket that tells when nobody holds it any more.
private final class ReleasedSocket: TransportSocket {
    private let inner = ScriptedSocket()
    private let signal: @Sendable () -> Void

    init(_ signal: @escaping @Sendable () -> Void) { self.signal = signal }
    deinit { signal() }

    func receive() async throws(TransportFailure) -> SocketEvent { try await inner.receive() }
    func send(_ message: SocketMessage) async throws(TransportFailure) {}
    func ping(_ payload: [UInt8]) async throws(TransportFailure) {}
    func close(code: UInt16, reason: String) async {}
}
