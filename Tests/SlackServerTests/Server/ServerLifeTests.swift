import RepriseTestSupport
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@testable import SlackServer

@Suite(.timeLimit(.generous)) struct `A server's life` {
    @Test func `It listens on a free loopback port and says where`() async throws {
        let server = SlackServer(transport: ScriptedTransport())
        #expect(server.listeningAddress == nil)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            let address = try await server.waitUntilListening()
            #expect(address.host == "127.0.0.1")
            #expect(address.port > 0)
            #expect(address.apiURL == "http://127.0.0.1:\(address.port)/api/")
            #expect(server.listeningAddress == address)
            await server.stop()
            try await group.waitForAll()
        }
        #expect(server.listeningAddress == nil)
    }

    @Test func `A port that is taken is named, and those who wait learn of it`() async throws {
        try await withSlackServer(over: ScriptedTransport()) { address in
            let second = SlackServer(
                transport: ScriptedTransport(),
                configuration: SlackServerConfiguration(port: address.port)
            )
            let expected = SlackServerError.portTaken(host: "127.0.0.1", port: address.port)
            await #expect(throws: expected) { try await second.run() }
            await #expect(throws: expected) { try await second.waitUntilListening() }
            #expect(expected.description.contains("port \(address.port)"))
            #expect(expected.description.contains("port 0"))
        }
    }

    @Test func `It does not listen to other machines unless told so`() async throws {
        for host in ["0.0.0.0", "::"] {
            let server = SlackServer(
                transport: ScriptedTransport(),
                configuration: SlackServerConfiguration(host: host)
            )
            await #expect(throws: SlackServerError.remoteNotAllowed(host: host)) {
                try await server.run()
            }
        }
        var configuration = SlackServerConfiguration(host: "0.0.0.0")
        configuration.allowRemote = true
        let port = try await withSlackServer(
            over: ScriptedTransport(),
            configuration: configuration
        ) { $0.port }
        #expect(port > 0)
    }

    @Test func `A host that does not exist is a clear error`() async throws {
        let server = SlackServer(
            transport: ScriptedTransport(),
            configuration: SlackServerConfiguration(host: "no.such.host.invalid", port: 1)
        )
        await #expect {
            try await server.run()
        } throws: { error in
            guard case .cannotListen("no.such.host.invalid", 1, _) = error as? SlackServerError
            else { return false }
            return true
        }
    }

    @Test func `It runs once`() async throws {
        let server = SlackServer(transport: ScriptedTransport())
        await server.stop()
        await #expect(throws: SlackServerError.stopped) { try await server.run() }
        await #expect(throws: SlackServerError.stopped) { try await server.waitUntilListening() }
    }

    @Test func `Stopping lets a call in flight have its answer`() async throws {
        let (began, gate) = (Watched<Bool>(), Watched<Bool>())
        let transport = ScriptedTransport(answering: { (_) throws(TransportFailure) in
            began.open()
            await gate.pass("the test to let the transport go on")
            return WebAPIAnswer(json: ["ok": true])
        })
        let server = SlackServer(transport: transport)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            let address = try await server.waitUntilListening()
            try await RawClient.connect(to: address) { idle in
                try await RawClient.connect(to: address) { client in
                    try await client.request("POST /api/api.test")
                    await began.pass("the call to reach the transport")
                    group.addTask { await server.stop(timeout: .seconds(60)) }
                    // The idle connection ends at once; the busy one when it has its answer.
                    #expect(await idle.readToEnd() == [])
                    gate.open()
                    #expect(try await client.readAnswer().status == 200)
                    #expect(await client.readToEnd() == [])
                }
            }
            try await group.waitForAll()
            await #expect(throws: (any Error).self) {
                try await RawClient.connect(to: address) { _ in }
            }
        }
    }

    @Test func `Stopping closes WebSockets with code 1001, on both sides`() async throws {
        let socket = ScriptedSocket()
        let server = SlackServer(transport: ScriptedTransport(socket: socket))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            let address = try await server.waitUntilListening()
            try await RawClient.connect(to: address) { client in
                try await client.upgrade()
                group.addTask { await server.stop(timeout: .seconds(60)) }
                #expect(try await client.readFrame()?.code == 1001)
                #expect(try await socket.awaitedAction() == .close(1001, "the server is stopping"))
                try? await client.sendFrame(8, [0x03, 0xe9])
                #expect(try await client.readFrame() == nil)
            }
            try await group.waitForAll()
        }
    }

    @Test func `Stopping breaks off what takes longer than the time-out`() async throws {
        let began = Watched<Bool>()
        let transport = ScriptedTransport(answering: { (_) throws(TransportFailure) in
            began.open()
            await untilCancelled()
            throw TransportFailure(.cancelled, "cancelled")
        })
        let server = SlackServer(transport: transport)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            let address = try await server.waitUntilListening()
            try await RawClient.connect(to: address) { client in
                try await client.request("POST /api/api.test")
                await began.pass("the call to reach the transport")
                await server.stop(timeout: .milliseconds(10))
                #expect(await client.readToEnd() == [])
            }
            try await group.waitForAll()
        }
        #expect(server.connectionCount == 0)
    }

    @Test func `Cancelling breaks everything off`() async throws {
        let began = Watched<Bool>()
        let socket = ScriptedSocket()
        let transport = ScriptedTransport(
            answering: { (_) throws(TransportFailure) in
                began.open()
                await untilCancelled()
                throw TransportFailure(.cancelled, "cancelled")
            },
            opening: { (_) throws(TransportFailure) in socket }
        )
        let server = SlackServer(transport: transport)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            let address = try await server.waitUntilListening()
            try await RawClient.connect(to: address) { client in
                try await client.request("POST /api/api.test")
                await began.pass("the call to reach the transport")
                try await RawClient.connect(to: address) { second in
                    try await second.upgrade()
                    group.cancelAll()
                    #expect(await client.readToEnd() == [])
                    _ = await second.readToEnd()
                    #expect(
                        try await socket.awaitedAction()
                            == .close(1001, "the client's connection was lost")
                    )
                }
            }
        }
        #expect(server.listeningAddress == nil)
    }

    @Test func `Cancelling while clients pour in leaves none of them behind`() async throws {
        for _ in 0..<20 {
            let server = SlackServer(transport: ScriptedTransport())
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await server.run() }
                let address = try await server.waitUntilListening()
                let arrived = Watched<Int>()
                await withTaskGroup(of: Void.self) { clients in
                    for number in 0..<40 {
                        clients.addTask {
                            try? await RawClient.connect(to: address) { client in
                                arrived.count()
                                try await client.request("GET /api/api.test?\(number)")
                                _ = await client.readToEnd()
                            }
                        }
                    }
                    await arrived.reach(10, "ten clients to be there")
                    group.cancelAll()
                }
            }
            #expect(server.connectionCount == 0)
        }
    }

    @Test func `A socket that opens while the server is stopping is closed with 1001`() async throws
    {
        let (began, gate) = (Watched<Bool>(), Watched<Bool>())
        let socket = ScriptedSocket()
        let transport = ScriptedTransport(opening: { (_) throws(TransportFailure) in
            began.open()
            await gate.pass("the test to let the transport go on")
            return socket
        })
        let server = SlackServer(transport: transport)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            let address = try await server.waitUntilListening()
            try await RawClient.connect(to: address) { idle in
                try await RawClient.connect(to: address) { client in
                    group.addTask {
                        await began.pass("the opening to reach the transport")
                        await server.stop(timeout: .seconds(60))
                    }
                    group.addTask {
                        await began.pass("the opening to reach the transport")
                        // The idle connection's end shows that the news has gone round.
                        await eventually("the server to stop listening", seen: "a listener") {
                            server.listeningAddress == nil
                        }
                        gate.open()
                    }
                    let answer = try await client.upgrade()
                    #expect(answer.status == 101)
                    #expect(try await client.readFrame()?.code == 1001)
                    try? await client.sendFrame(8, [0x03, 0xe9])
                    #expect(await idle.readToEnd() == [])
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func `The scoped server ends when its body throws`() async throws {
        struct Failure: Error {}
        var address: SlackServerAddress?
        await #expect(throws: Failure.self) {
            try await withSlackServer(over: ScriptedTransport()) {
                address = $0
                throw Failure()
            }
        }
        let old = try #require(address)
        await #expect(throws: (any Error).self) { try await RawClient.connect(to: old) { _ in } }
    }
}
