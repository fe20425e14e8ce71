import NIOCore
import RepriseTestSupport
import SlackServer
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

extension OneAtATime {
    @Suite struct `Much at once` {
        @Test func `A thousand sockets are open at once, and each gets its own messages`()
            async throws
        {
            let transport = ScriptedTransport(opening: { (_) throws(TransportFailure) in
                ScriptedSocket.echoing()
            })
            var configuration = SlackServerConfiguration()
            configuration.keepAlivePing = nil
            try await withSlackServer(over: transport, configuration: configuration) { address in
                let count = Watched<Int>()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<1000 {
                        group.addTask {
                            try await RawClient.connect(to: address) { client in
                                #expect(
                                    try await client.upgrade(
                                        address.socketPath(
                                            to: "wss://wss-primary.slack.com/websocket/\(number)"
                                        )
                                    ).status == 101
                                )
                                count.count()
                                await count.reach(1000, "all sockets to be open")
                                for round in 0..<3 {
                                    try await client.sendText("\(number).\(round)")
                                    #expect(
                                        try await client.readFrame() == .text("\(number).\(round)")
                                    )
                                }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(count.value == 1000)
            }
            #expect(transport.opens.count == 1000)
        }

        @Test func `A hundred megabytes in small frames of one message are too many`() async throws
        {
            let transport = ScriptedTransport(socket: ScriptedSocket())
            var configuration = SlackServerConfiguration()
            // On a busy machine the frames take longer than a ping waits, which would come first.
            configuration.keepAlivePing = nil
            try await withSlackServer(over: transport, configuration: configuration) { address in
                try await RawClient.connect(to: address) { client in
                    try await client.upgrade()
                    let piece = [UInt8](repeating: 65, count: 1 << 20)
                    let outbound = client.outbound
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask {
                            let first = RawClient.frame(1, piece, isFinal: false)
                            try? await outbound.write(ByteBuffer(bytes: first))
                            let next = RawClient.frame(0, piece, isFinal: false)
                            for _ in 1..<100 { try? await outbound.write(ByteBuffer(bytes: next)) }
                        }
                        let frame = try await client.readFrame()
                        #expect(frame?.opcode == 8)
                        #expect(frame?.code == 1009)
                        _ = await client.readToEnd()
                        group.cancelAll()
                    }
                }
                try await RawClient.connect(to: address) { client in
                    try await client.request("POST /api/api.test")
                    #expect(try await client.readAnswer().status == 200)
                }
            }
        }
    }
}
