import SlackTransport
import SlackWire

extension TransportCheck {
    private static let peerClose = SocketClose(code: 4001, reason: "as asked", by: .peer)
    private static let botClose = SocketClose(code: 4002, reason: "enough", by: .bot)

    /// A socket that Slack has closed; nothing of that is received yet.
    private func closedByPeer() async throws(TransportViolation) -> any TransportSocket {
        let socket = try await greeted()
        try await direct(.close(code: 4001, reason: "as asked"), over: socket)
        return socket
    }

    private func close(_ socket: any TransportSocket) async {
        await socket.close(code: 4002, reason: "enough")
    }

    func peerCloses() async throws(TransportViolation) {
        let socket = try await greeted()
        for id in 1...3 { try await send(.rtmPing(id), over: socket) }
        // The pongs stand before the close, whenever the bot comes to read them.
        if direct != nil {
            for id in 1...3 { try expect(try await pong(from: socket), is: id, "the pong") }
        }
        try await direct(.close(code: 4001, reason: "as asked"), over: socket)
        if direct == nil {
            for id in 1...3 { try expect(try await pong(from: socket), is: id, "the pong") }
        }
        try expect(try await end(of: socket), is: Self.peerClose, "the end")
    }

    func lostConnections() async throws(TransportViolation) {
        let socket = try await greeted()
        try await direct(.lose, over: socket)
        let end = try await end(of: socket)
        try expect(end.by, is: .lost, "who ended the socket")
        try expect(end.code, is: nil, "the code of an end without a close frame")
        try await expectClosed(socket)
        await socket.close()
        try expect(try await self.end(of: socket), is: end, "the end after a close")
    }

    func sendingToClosed() async throws(TransportViolation) {
        let socket = try await closedByPeer()
        try expect(try await end(of: socket), is: Self.peerClose, "the end")
        try await expectClosed(socket)
        try expect(try await end(of: socket), is: Self.peerClose, "the end after the sending")
    }

    func botCloses() async throws(TransportViolation) {
        let socket = try await greeted()
        await close(socket)
        try expect(try await end(of: socket), is: Self.botClose, "the end")
    }

    func sendingAfterClose() async throws(TransportViolation) {
        let socket = try await greeted()
        await close(socket)
        try await expectClosed(socket)
        try expect(try await end(of: socket), is: Self.botClose, "the end after the sending")
    }

    func closingTwice() async throws(TransportViolation) {
        let socket = try await greeted()
        await close(socket)
        await socket.close(code: 4003, reason: "again")
        try expect(try await end(of: socket), is: Self.botClose, "the end")
        await socket.close()
        try expect(try await end(of: socket), is: Self.botClose, "the end after a third close")
    }

    func closingClosed() async throws(TransportViolation) {
        let socket = try await closedByPeer()
        try expect(try await end(of: socket), is: Self.peerClose, "the end")
        await close(socket)
        try expect(try await end(of: socket), is: Self.peerClose, "the end after a close")
    }

    func closingWhileReceiving() async throws(TransportViolation) {
        let socket = try await greeted()
        let result = await withTaskGroup(of: Result<SocketClose, TransportViolation>.self) {
            group in
            group.addTask {
                await outcome { () async throws(TransportViolation) in try await end(of: socket) }
            }
            for _ in 0..<20 { await Task.yield() }
            await close(socket)
            return await group.next()
        }
        try expect(try result?.get(), is: Self.botClose, "what was received")
    }

    func closingByCancelled() async throws(TransportViolation) {
        let socket = try await greeted()
        try await cancelled { () async throws(TransportViolation) in await close(socket) }
        try expect(try await end(of: socket), is: Self.botClose, "the end")
        try await expectClosed(socket)
    }
}
