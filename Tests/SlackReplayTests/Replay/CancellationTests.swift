import Interleaving
import SessionRecording
import SlackReplay
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@Suite struct CancellationTests {
    private static let session: Session = {
        var builder = SessionBuilder.rtm()
        builder.at(10_000, .receive(socket: 1, .event("late", ts: "1.1")))
        builder.at(20_000, .call(id: 2, .post("a")))
        builder.at(30_000, .answer(call: 2, .posted("2.1")))
        builder.at(30_010, .receive(socket: 1, .event("a", ts: "2.1")))
        return builder.session
    }()

    /// Runs `operation` and cancels it after a second.
    private static func cancelled<Result: Sendable>(
        _ clock: SessionClock,
        _ operation: @escaping @Sendable () async throws(TransportFailure) -> Result
    ) async -> TransportFailure? {
        await withTaskGroup(of: TransportFailure?.self) { group in
            group.addTask {
                do throws(TransportFailure) {
                    _ = try await operation()
                    return nil
                } catch {
                    return error
                }
            }
            try? await clock.sleep(for: .seconds(1))
            group.cancelAll()
            return await group.next() ?? nil
        }
    }

    @Test func `Cancelling a receive loses no frame and leaves the socket open`() throws {
        let replay = try SimulatedReplay(Self.session)
        let run = try replay.run { transport, clock in
            let socket = try await transport.connect()
            _ = try await socket.receive()
            let failure = await Self.cancelled(clock) { () async throws(TransportFailure) in
                try await socket.receive()
            }
            let cancelledAt = clock.now
            return (failure, cancelledAt, try await socket.receive(), clock.now)
        }
        let (failure, cancelledAt, event, time) = try run.result
        #expect(failure?.kind == .cancelled)
        #expect(cancelledAt == .milliseconds(1_020))
        #expect(event == .message(.event("late", ts: "1.1")))
        #expect(time == .milliseconds(9_990))
    }

    @Test func `Cancelling a receive that waits for a cause works as well`() throws {
        let replay = try SimulatedReplay(Self.session)
        let run = try replay.run { transport, clock in
            let socket = try await transport.connect()
            for _ in 0..<2 { _ = try await socket.receive() }
            return await Self.cancelled(clock) { () async throws(TransportFailure) in
                try await socket.receive()
            }
        }
        #expect(try run.result?.kind == .cancelled)
    }

    @Test func `A cancelled call has happened, and so do its effects`() throws {
        let replay = try SimulatedReplay(Self.session)
        let run = try replay.run { transport, clock in
            let socket = try await transport.connect()
            for _ in 0..<2 { _ = try await socket.receive() }
            let failure = await Self.cancelled(clock) { () async throws(TransportFailure) in
                try await transport.call(.post("a"))
            }
            return (failure, try await socket.receive())
        }
        let (failure, echo) = try run.result
        #expect(failure?.kind == .cancelled)
        #expect(echo == .message(.event("a", ts: "2.1")))
        #expect(replay.transport.report().isFaithful)
    }

    @Test func `Nothing happens in a task that is cancelled already`() throws {
        let replay = try SimulatedReplay(Self.session)
        let run = try replay.run { transport, clock in
            let socket = try await transport.connect()
            return await withTaskGroup(of: [TransportFailure.Kind].self) { group in
                group.cancelAll()
                group.addTask {
                    var kinds: [TransportFailure.Kind] = []
                    do throws(TransportFailure) { _ = try await transport.call(.post("a")) } catch {
                        kinds.append(error.kind)
                    }
                    do throws(TransportFailure) {
                        _ = try await transport.open(SocketRequest(url: "wss://slack.test/1"))
                    } catch {
                        kinds.append(error.kind)
                    }
                    do throws(TransportFailure) { _ = try await socket.receive() } catch {
                        kinds.append(error.kind)
                    }
                    await socket.close()
                    return kinds
                }
                return await group.next() ?? []
            }
        }
        #expect(try run.result == [.cancelled, .cancelled, .cancelled])
        let report = replay.transport.report()
        #expect(report.missing.map(\.entry) == [6])
        #expect(report.divergences.isEmpty)
    }

    @Test func `A call that the recording leaves open waits until it is cancelled`() throws {
        var builder = SessionBuilder()
        builder.at(0, .call(id: 1, .post("x")))
        let replay = try SimulatedReplay(builder.session)
        let run = try replay.run { transport, clock in
            await Self.cancelled(clock) { () async throws(TransportFailure) in
                try await transport.call(.post("x"))
            }
        }
        #expect(try run.result?.kind == .cancelled)
        #expect(run.elapsed == .seconds(1))
    }

    @Test func `Closing wakes whoever receives`() throws {
        let replay = try SimulatedReplay(Self.session)
        let run = try replay.run { transport, clock in
            let socket = try await transport.connect()
            _ = try await socket.receive()
            async let event = socket.receive()
            try await clock.sleep(for: .seconds(1))
            await socket.close(code: 1001, reason: "enough")
            return (try await event, clock.now)
        }
        let (event, time) = try run.result
        #expect(event == .closed(SocketClose(code: 1001, reason: "enough", by: .bot)))
        #expect(time == .milliseconds(1_020))
    }
}
