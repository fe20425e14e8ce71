import RepriseFloor
import Testing
import WebSocketCodec

/// Two ends that talk to each other through arrays.
private struct Pair {
    var client = WebSocketConnection(role: .client, messageLimit: 1000)
    var server = WebSocketConnection(role: .server, messageLimit: 1000)
    var generator: any RandomNumberGenerator = SeededGenerator(seed: 11)

    /// Carries what the client wrote to the server, one byte at a time.
    mutating func toServer() -> [WebSocketConnection.Event] {
        Self.carry(from: &client, to: &server, &generator)
    }

    mutating func toClient() -> [WebSocketConnection.Event] {
        Self.carry(from: &server, to: &client, &generator)
    }

    static func carry(
        from sender: inout WebSocketConnection,
        to receiver: inout WebSocketConnection,
        _ generator: inout any RandomNumberGenerator
    ) -> [WebSocketConnection.Event] {
        let bytes = sender.withOutgoing { Array($0) }
        sender.wrote(bytes.count, using: &generator)
        return feed(bytes, to: &receiver, &generator)
    }

    static func feed(
        _ bytes: [UInt8],
        to receiver: inout WebSocketConnection,
        _ generator: inout any RandomNumberGenerator
    ) -> [WebSocketConnection.Event] {
        var events: [WebSocketConnection.Event] = []
        for piece in Feeding.byteByByte.pieces(of: bytes) {
            var offset = 0
            while let event = receiver.next(in: piece.span.bytes, from: &offset, using: &generator)
            {
                events.append(event)
            }
        }
        return events
    }

    /// Has the client receive bytes that no encoder would write.
    mutating func clientReceives(_ bytes: [UInt8]) -> [WebSocketConnection.Event] {
        Self.feed(bytes, to: &client, &generator)
    }
}

struct WebSocketConnectionTests {
    private func text(_ text: String) -> WebSocketMessage {
        WebSocketMessage(.text, Array(text.utf8))
    }

    @Test func `Messages go both ways in the order they were sent`() throws {
        var pair = Pair()
        try pair.client.send(text("one"), using: &pair.generator)
        try pair.client.send(WebSocketMessage(.binary, [0, 255]), using: &pair.generator)
        try pair.server.send(text("zwei"), using: &pair.generator)
        #expect(
            pair.toServer()
                == [.message(text("one")), .message(WebSocketMessage(.binary, [0, 255]))]
        )
        #expect(pair.toClient() == [.message(text("zwei"))])
        #expect(pair.client.outgoingCount == 0)
    }

    @Test func `A ping is told and answered with its payload`() throws {
        var pair = Pair()
        try pair.server.ping([1, 2], using: &pair.generator)
        try pair.server.ping([3], using: &pair.generator)
        #expect(pair.toClient() == [.ping([1, 2]), .ping([3])])
        #expect(pair.toServer() == [.pong([1, 2]), .pong([3])])
    }

    @Test func `The side that says goodbye first is the one that ended it`() throws {
        var pair = Pair()
        let close = WebSocketClose(code: 4000, reason: "done")
        try pair.server.close(close, using: &pair.generator)
        #expect(pair.toClient() == [.ended(.byPeer(close))])
        #expect(pair.client.isFinished && !pair.server.isFinished)
        #expect(pair.toServer() == [.ended(.byThisEnd(close))])
        #expect(pair.server.isFinished)
        #expect(pair.client.ended() == nil)
    }

    @Test func `Messages on their way are still read after the own goodbye`() throws {
        var pair = Pair()
        try pair.server.send(text("last words"), using: &pair.generator)
        try pair.client.close(WebSocketClose(code: 1000), using: &pair.generator)
        #expect(pair.toClient() == [.message(text("last words"))])
        #expect(throws: WebSocketConnection.SendError.closed) {
            try pair.client.send(text("too late"), using: &pair.generator)
        }
        _ = pair.toServer()
        #expect(pair.toClient() == [.ended(.byThisEnd(WebSocketClose(code: 1000)))])
    }

    @Test func `A goodbye without a code is answered without one`() throws {
        var pair = Pair()
        try pair.server.close(WebSocketClose(), using: &pair.generator)
        #expect(pair.toClient() == [.ended(.byPeer(WebSocketClose()))])
        #expect(pair.toServer() == [.ended(.byThisEnd(WebSocketClose()))])
    }

    @Test func `A peer that breaks the protocol is told the code, once`() {
        var pair = Pair()
        let violation = WebSocketViolation(.invalidUTF8, at: 2)
        #expect(pair.clientReceives([0x81, 0x01, 0xff, 0x81]) == [.ended(.violation(violation))])
        #expect(pair.clientReceives([0x81, 0x00]).isEmpty)
        let close = WebSocketClose(code: 1007, reason: "a text is not UTF-8")
        #expect(pair.toServer() == [.ended(.byPeer(close))])
    }

    @Test func `A connection that breaks says whether a message was under way`() {
        var whole = Pair()
        #expect(whole.client.ended() == .ended(.lost(insideMessage: false)))
        #expect(whole.client.ended() == nil)
        for beginning in [[0x81], [0x81, 0x02, 0x61], [0x01, 0x01, 0x61]] as [[UInt8]] {
            var pair = Pair()
            #expect(pair.clientReceives(beginning).isEmpty)
            #expect(pair.client.ended() == .ended(.lost(insideMessage: true)))
        }
    }

    @Test func `What cannot be sent is refused and nothing is written`() {
        var pair = Pair()
        let long = WebSocketMessage(.binary, [UInt8](repeating: 0, count: 1001))
        #expect(throws: WebSocketConnection.SendError.messageTooLarge(limit: 1000)) {
            try pair.client.send(long, using: &pair.generator)
        }
        for bytes in [[0xff], [0x61, 0xc3]] as [[UInt8]] {
            #expect(throws: WebSocketConnection.SendError.invalidUTF8) {
                try pair.client.send(WebSocketMessage(.text, bytes), using: &pair.generator)
            }
        }
        #expect(throws: WebSocketConnection.SendError.longPing) {
            try pair.client.ping([UInt8](repeating: 0, count: 126), using: &pair.generator)
        }
        for code: UInt16 in [0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000] {
            #expect(throws: WebSocketConnection.SendError.invalidCloseCode(code)) {
                try pair.client.close(WebSocketClose(code: code), using: &pair.generator)
            }
        }
        #expect(pair.client.outgoingCount == 0)
    }

    @Test func `A peer that pings and never reads is answered once, later`() throws {
        var pair = Pair()
        var bytes: [UInt8] = []
        let count = 20_000
        for number in 0..<count {
            let payload = withUnsafeBytes(of: UInt64(number).bigEndian) { Array($0) }
            WebSocketEncoder(role: .server)
                .appendPing(payload, to: &bytes, using: &pair.generator)
        }
        #expect(pair.clientReceives(bytes).count == count)
        #expect(pair.client.outgoingCount < 70_000)
        let answers = pair.toServer()
        #expect(answers.count < 5000)
        let last = withUnsafeBytes(of: UInt64(count - 1).bigEndian) { Array($0) }
        #expect(pair.toServer() == [.pong(last)])
    }
}
