import RepriseTestSupport
import SlackLiveTransport
import SlackTransport
import SlackWire
import Testing

/// Many calls at once.
@Suite(.timeLimit(.generous)) struct ConcurrencyTests {
    @Test func `Every call gets its own answer, and a host no more calls than its limit`()
        async throws
    {
        let gauge = Gauge()
        let script: TestPeer.Script = { connection, _ in
            while let request = try connection.readRequest() {
                gauge.enter()
                let text = request.text
                gauge.leave()
                try connection.answer("{\"got\":\"\(text)\"}")
            }
        }
        try await withPeer({ $0.limits.callsPerHost = 8 }, script: script) { transport, peer in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<500 {
                    group.addTask {
                        let call = WebAPICall(
                            method: "api.test",
                            arguments: [JSONMember("n", .number("\(number)"))]
                        )
                        let answer = try await transport.call(call)
                        #expect(answer.text == "{\"got\":\"n=\(number)\"}")
                    }
                }
                try await group.waitForAll()
            }
            #expect(peer.connectionCount <= 8)
        }
        #expect(gauge.total == 500)
        #expect(gauge.most <= 8)
    }

    @Test func `Hosts do not wait for each other`() async throws {
        let gate = try Gate()
        let arrived = Watched<Int>()
        let slow: TestPeer.Script = { connection, _ in
            _ = try connection.readRequest()
            arrived.count()
            gate.pass()
            try connection.answer("slow")
        }
        let quick = try TestPeer { connection, _ in
            while try connection.readRequest() != nil { try connection.answer("quick") }
        }
        try await withPeer({ $0.limits.callsPerHost = 1 }, script: slow) { transport, _ in
            try await withThrowingTaskGroup(of: String.self) { group in
                group.addTask { try await transport.call(WebAPICall(method: "m")).text }
                await arrived.reach(1, "the slow call to arrive")
                let url = "http://127.0.0.1:\(quick.port)/"
                let answer = try await transport.call(WebAPICall(.url(url)))
                #expect(answer.text == "quick")
                gate.open()
                let slow = try await group.next()
                #expect(slow == "slow")
            }
        }
    }

    @Test func `Waiting for a turn counts towards the limit on the whole call`() async throws {
        let script: TestPeer.Script = { connection, _ in
            _ = try connection.readRequest()
            try connection.waitForEnd()
        }
        let configure = { (configuration: inout SlackLiveTransport.Configuration) in
            configuration.limits.callsPerHost = 1
            configuration.timeouts.total = .milliseconds(50)
        }
        try await withPeer(configure, script: script) { transport, _ in
            await withTaskGroup(of: TransportFailure.Kind?.self) { group in
                for _ in 0..<3 {
                    group.addTask {
                        do throws(TransportFailure) {
                            _ = try await transport.call(WebAPICall(method: "m"))
                            return nil
                        } catch {
                            return error.kind
                        }
                    }
                }
                for await kind in group { #expect(kind == .timeout) }
            }
        }
    }

    @Test func `A connection that the server let go meanwhile is replaced`() async throws {
        let closed = Watched<Int>()
        let script: TestPeer.Script = { connection, number in
            _ = try connection.readRequest()
            try connection.answer("\(number)")
            connection.end()
            closed.count()
        }
        try await withPeer(script: script) { transport, _ in
            for number in 0..<5 {
                let answer = try await transport.call(WebAPICall(method: "api.test"))
                #expect(answer.text == "\(number)")
                await closed.reach(number + 1, "the server to let the connection go")
            }
        }
    }
}
