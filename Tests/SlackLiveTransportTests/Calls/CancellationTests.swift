import RepriseTestSupport
import SlackLiveTransport
import SlackTransport
import SlackWire
import Testing

/// A call whose task is cancelled ends at once, and so does its connection.
@Suite(.timeLimit(.generous)) struct CancellationTests {
    private static let call = WebAPICall(method: "api.test")

    @Test func `Cancelling ends a call in flight and its connection`() async throws {
        let (arrived, ended) = (Watched<Int>(), Watched<Int>())
        let script: TestPeer.Script = { connection, _ in
            _ = try connection.readRequest()
            arrived.count()
            try connection.waitForEnd()
            ended.count()
        }
        try await withPeer(script: script) { transport, _ in
            await withTaskGroup(of: TransportFailure?.self) { group in
                group.addTask { await outcome(of: transport) }
                await arrived.reach(1, "the call to arrive")
                group.cancelAll()
                #expect(await group.next()??.kind == .cancelled)
            }
            await ended.reach(1, "the connection of the cancelled call to end")
        }
    }

    @Test func `A task that is cancelled already sends nothing`() async throws {
        let script: TestPeer.Script = { connection, _ in _ = try connection.readRequest() }
        try await withPeer(script: script) { transport, peer in
            await withTaskGroup(of: TransportFailure?.self) { group in
                group.cancelAll()
                group.addTask { await outcome(of: transport) }
                #expect(await group.next()??.kind == .cancelled)
            }
            #expect(peer.connectionCount == 0)
        }
    }

    @Test func `Cancelling calls in line leaves the others their turn`() async throws {
        let arrived = Watched<Int>()
        let gate = try Gate()
        let seen = Gauge()
        let script: TestPeer.Script = { connection, _ in
            while try connection.readRequest() != nil {
                seen.enter()
                arrived.count()
                gate.pass()
                try connection.answer("{}")
            }
        }
        try await withPeer({ $0.limits.callsPerHost = 1 }, script: script) { transport, _ in
            try await withThrowingTaskGroup(of: Void.self) { outer in
                outer.addTask { _ = try await transport.call(Self.call) }
                await arrived.reach(1, "the first call to arrive")
                await withTaskGroup(of: TransportFailure?.self) { inner in
                    for _ in 0..<10 { inner.addTask { await outcome(of: transport) } }
                    inner.cancelAll()
                    for await failure in inner { #expect(failure?.kind == .cancelled) }
                }
                outer.addTask { _ = try await transport.call(Self.call) }
                gate.open()
                try await outer.waitForAll()
            }
        }
        #expect(seen.total == 2)
    }

    @Test func `A thousand calls cancelled at any moment leave the transport in order`()
        async throws
    {
        let script: TestPeer.Script = { connection, _ in
            while try connection.readRequest() != nil { try connection.answer("{}") }
        }
        try await withPeer({ $0.limits.callsPerHost = 4 }, script: script) { transport, _ in
            for _ in 0..<50 {
                await withTaskGroup(of: TransportFailure?.self) { group in
                    for _ in 0..<20 { group.addTask { await outcome(of: transport) } }
                    // Some have been answered by now, some are in flight, some in line.
                    if let failure = await group.next() { #expect(failure == nil) }
                    group.cancelAll()
                    for await failure in group {
                        #expect(failure == nil || failure?.kind == .cancelled)
                    }
                }
            }
            let answer = try await transport.call(Self.call)
            #expect(answer.text == "{}")
        }
    }

    private func outcome(of transport: SlackLiveTransport) async -> TransportFailure? {
        do throws(TransportFailure) {
            _ = try await transport.call(Self.call)
            return nil
        } catch {
            return error
        }
    }
}
