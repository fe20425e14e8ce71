import SlackLiveTransport
import SlackTransport
import SlackWire
import Testing

@Test func `A call is answered and its connection is used again`() async throws {
    let script: TestPeer.Script = { connection, _ in
        while let request = try connection.readRequest() {
            try connection.answer("{\"ok\":true,\"args\":\"\(request.text)\"}")
        }
    }
    try await withPeer(script: script) { transport, peer in
        for number in 0..<10 {
            let call = WebAPICall(
                method: "api.test",
                arguments: [JSONMember("number", .string("\(number) +"))]
            )
            let answer = try await transport.call(call)
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == "application/json")
            #expect(
                String(decoding: answer.body, as: UTF8.self)
                    == "{\"ok\":true,\"args\":\"number=\(number)+%2B\"}"
            )
        }
        #expect(peer.connectionCount == 1)
    }
}

@Test func `A WebSocket carries messages both ways and says goodbye`() async throws {
    let script: TestPeer.Script = { connection, _ in
        try connection.upgrade()
        try connection.send("hello")
        try connection.echo("echo ")
    }
    try await withPeer(script: script) { transport, peer in
        let socket = try await transport.open(SocketRequest(url: peer.socketURL))
        #expect(try await socket.receive() == .message(SocketMessage("hello")))
        try await socket.send(SocketMessage("one"))
        #expect(try await socket.receive() == .message(SocketMessage("echo one")))
        await socket.close(code: 1000, reason: "enough")
        #expect(
            try await socket.receive()
                == .closed(SocketClose(code: 1000, reason: "enough", by: .bot))
        )
    }
}
