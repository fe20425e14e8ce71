import SlackTransport
import SlackWire

extension TransportCheck {
    func refusedSockets() async throws(TransportViolation) {
        let url = try await socketURL([JSONMember("refused", "1")])
        do {
            _ = try await transport.open(SocketRequest(url: url))
        } catch {
            try expect(error.kind, is: .upgradeRefused, "the failure's kind")
            return try expect(error.status, is: 408, "the failure's status")
        }
        throw violation("the socket was opened")
    }

    func sendingOrder() async throws(TransportViolation) {
        let socket = try await greeted()
        let count = 50
        for id in 1...count { try await send(.rtmPing(id), over: socket) }
        for id in 1...count {
            try expect(try await pong(from: socket), is: id, "what was answered")
        }
        await socket.close()
    }

    func severalSenders() async throws(TransportViolation) {
        let (senders, each) = (5, 12)
        let socket = try await greeted()
        let results = await withTaskGroup(of: Result<Void, TransportViolation>.self) { group in
            for sender in 0..<senders {
                group.addTask {
                    await outcome { () async throws(TransportViolation) in
                        for number in 0..<each {
                            try await send(.rtmPing(sender * 1_000 + number), over: socket)
                        }
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        for result in results { try result.get() }
        var next = Array(repeating: 0, count: senders)
        for _ in 0..<(senders * each) {
            let id = try await pong(from: socket)
            let (sender, number) = id.quotientAndRemainder(dividingBy: 1_000)
            try expect(next.indices.contains(sender), "\(id) was answered, which nobody sent")
            try expect(number, is: next[sender], "what was answered next to sender \(sender)")
            next[sender] += 1
        }
        await socket.close()
    }

    /// Messages that are spelled so that whoever touches them shows.
    private static let payloads: [SocketMessage] = [
        SocketMessage(#"{"b":1, "a":"\/\u00e9","a":"twice"} "#),
        SocketMessage("no JSON \u{0} \u{1f600}\r\n"),
        SocketMessage(""),
        SocketMessage(String(repeating: "long ", count: 14_000)),
        SocketMessage(kind: .binary, bytes: ConformanceStage.bytes),
        SocketMessage(kind: .binary, bytes: []),
    ]

    func payloadsIn() async throws(TransportViolation) {
        let socket = try await greeted()
        for payload in Self.payloads {
            try await direct(.say(payload), over: socket)
            let event = try await receive(from: socket)
            try expect(
                event == .message(payload),
                "\(payload.brief) was received as \(event.brief)"
            )
        }
        await socket.close()
    }

    func payloadsOut() async throws(TransportViolation) {
        let socket = try await greeted()
        for payload in Self.payloads {
            try await send(payload, over: socket)
            let event = try await receive(from: socket)
            let isSame = event == .message(payload.report)
            try expect(isSame, "\(payload.brief) arrived as \(event.brief)")
        }
        await socket.close()
    }

    func pongs() async throws(TransportViolation) {
        let socket = try await greeted()
        for payload in [Array("payload".utf8), [], Array(repeating: 0xff, count: 125)] {
            do {
                try await socket.ping(payload)
            } catch {
                throw violation("the ping failed: \(error.message)")
            }
            try expect(try await receive(from: socket), is: .pong(payload), "what was received")
        }
        await socket.close()
    }

    func pings() async throws(TransportViolation) {
        let socket = try await greeted()
        let payload = Array("Ping from conformance".utf8)
        try await direct(.ping(payload), over: socket)
        try expect(try await receive(from: socket), is: .ping(payload), "what was received")
        await socket.close()
    }

    func receiveCancellation() async throws(TransportViolation) {
        let socket = try await greeted()
        for id in 1...20 {
            let kind = await withTaskGroup(
                of: Result<TransportFailure.Kind, TransportViolation>.self
            ) { group in
                group.addTask {
                    await outcome { () async throws(TransportViolation) in
                        try await silence(of: socket)
                    }
                }
                // Sometimes before the task waits and sometimes after: both must do.
                if id.isMultiple(of: 2) { for _ in 0..<id { await Task.yield() } }
                group.cancelAll()
                return await group.next()
            }
            try expect(try kind?.get(), is: .cancelled, "the failure")
            try await send(.rtmPing(id), over: socket)
            try expect(try await pong(from: socket), is: id, "what was answered")
        }
        await socket.close()
    }

    func receiveByCancelled() async throws(TransportViolation) {
        let socket = try await greeted()
        let kind = try await cancelled { () async throws(TransportViolation) in
            try await silence(of: socket)
        }
        try expect(kind, is: .cancelled, "the failure")
        try await send(.rtmPing(1), over: socket)
        try expect(try await pong(from: socket), is: 1, "what was answered")
        await socket.close()
    }

    /// The failure of receiving from a socket on which nothing is to come, past what Slack says by itself.
    private func silence(
        of socket: any TransportSocket
    ) async throws(TransportViolation) -> TransportFailure.Kind {
        while true {
            do throws(TransportFailure) {
                if case .closed(let close) = try await socket.receive() {
                    throw TransportFailure(.closed, "the socket ended: \(close)")
                }
            } catch {
                return error.kind
            }
        }
    }

    func socketsApart() async throws(TransportViolation) {
        let first = try await greeted()
        let second = try await greeted()
        try await send(.rtmPing(1), over: first)
        try await send(.rtmPing(2), over: second)
        try expect(try await pong(from: second), is: 2, "what the second socket was answered")
        try expect(try await pong(from: first), is: 1, "what the first socket was answered")
        await first.close()
        try expect(try await end(of: first).by, is: .bot, "who closed the first socket")
        try await send(.rtmPing(3), over: second)
        try expect(try await pong(from: second), is: 3, "what the second socket was answered")
        await second.close()
    }

    func violations() async throws(TransportViolation) {
        let socket = try await greeted()
        try await direct(.violate, over: socket)
        let kind = try await kind(of: "receiving") { () async throws(TransportFailure) in
            try await socket.receive()
        }
        try expect(kind, is: .protocolViolation, "the failure")
        try expect(try await end(of: socket).by, is: .lost, "who ended the socket")
        try await expectClosed(socket)
    }
}

extension SocketMessage {
    /// The message, short enough for a sentence.
    var brief: String { "\(kind.word) of \(bytes.count) bytes (\(text.prefix(40)))" }
}

extension SocketEvent {
    /// The event, short enough for a sentence.
    var brief: String {
        if case .message(let message) = self { message.brief } else { "\(self)" }
    }
}
