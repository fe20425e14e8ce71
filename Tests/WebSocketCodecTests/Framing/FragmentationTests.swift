import RepriseFloor
import Testing
import WebSocketCodec

/// What one end encodes, the other decodes, however it is cut.
struct FragmentationTests {
    @Test(arguments: [WebSocketRole.client, .server], Feeding.allCases)
    func `Random fragments with control frames in between give back the messages`(
        _ sender: WebSocketRole,
        _ feeding: Feeding
    ) {
        var generator: any RandomNumberGenerator = SeededGenerator(seed: 7)
        var expected: [WebSocketDecoder.Event] = []
        var bytes: [UInt8] = []
        for _ in 0..<300 {
            append(randomMessage(&generator), from: sender, to: &bytes, &expected, &generator)
        }
        let receiver: WebSocketRole = sender == .client ? .server : .client
        #expect(Decoded(bytes, as: receiver, feeding) == Decoded(events: expected))
    }

    /// Text whose characters take one to four bytes, or any bytes.
    private func randomMessage(_ generator: inout any RandomNumberGenerator) -> WebSocketMessage {
        let length = Int.random(in: 0...90, using: &generator)
        if Bool.random(using: &generator) {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            return WebSocketMessage(.binary, bytes)
        }
        let characters = ["a", "ß", "€", "🦕", "\u{0}", "e\u{301}"]
        let text = (0..<length).compactMap { _ in characters.randomElement(using: &generator) }
        return WebSocketMessage(.text, Array(text.joined().utf8))
    }

    private func append(
        _ message: WebSocketMessage,
        from sender: WebSocketRole,
        to bytes: inout [UInt8],
        _ expected: inout [WebSocketDecoder.Event],
        _ generator: inout any RandomNumberGenerator
    ) {
        let encoder = WebSocketEncoder(role: sender)
        var rest = message.bytes[...]
        var isFirst = true
        repeat {
            let piece = rest.prefix(Int.random(in: 0...max(rest.count, 1), using: &generator))
            rest = rest.dropFirst(piece.count)
            let isFinal = rest.isEmpty && Bool.random(using: &generator)
            encoder.append(
                message.kind,
                piece,
                continuing: !isFirst,
                isFinal: isFinal,
                to: &bytes,
                using: &generator
            )
            isFirst = false
            if isFinal { break }
            if Int.random(in: 0...3, using: &generator) == 0 {
                encoder.appendPing([1, 2, 3], to: &bytes, using: &generator)
                encoder.appendPong([], to: &bytes, using: &generator)
                expected += [.ping([1, 2, 3]), .pong([])]
            }
        } while true
        expected.append(.message(message))
    }

    @Test(
        arguments: [
            (0, [0x82, 0x00]), (125, [0x82, 0x7d]), (126, [0x82, 0x7e, 0x00, 0x7e]),
            (65_535, [0x82, 0x7e, 0xff, 0xff]),
            (65_536, [0x82, 0x7f, 0, 0, 0, 0, 0, 1, 0, 0]),
        ] as [(Int, [UInt8])]
    )
    func `A length is written in the fewest bytes and read back`(_ length: Int, _ header: [UInt8]) {
        var generator: any RandomNumberGenerator = SeededGenerator(seed: 1)
        let payload = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
        var bytes: [UInt8] = []
        WebSocketEncoder(role: .server).append(.binary, payload, to: &bytes, using: &generator)
        #expect(bytes == header + payload)
        #expect(Decoded(bytes).events == [.message(WebSocketMessage(.binary, payload))])
    }

    @Test func `A mask fits however long the payload is and wherever it is cut`() {
        var generator: any RandomNumberGenerator = SeededGenerator(seed: 3)
        for length in 0...40 {
            let payload = (0..<length).map { UInt8($0) }
            var bytes: [UInt8] = []
            WebSocketEncoder(role: .client)
                .append(.binary, payload, to: &bytes, using: &generator)
            #expect(bytes.count == 6 + length)
            for (index, byte) in payload.enumerated() {
                #expect(bytes[6 + index] == byte ^ bytes[2 + index % 4])
            }
            for feeding in Feeding.allCases {
                let decoded = Decoded(bytes, as: .server, feeding)
                #expect(decoded.events == [.message(WebSocketMessage(.binary, payload))])
            }
        }
    }

    @Test func `Every mask is drawn anew`() {
        var generator: any RandomNumberGenerator = SystemRandomNumberGenerator()
        var masks: Set<[UInt8]> = []
        for _ in 0..<100 {
            var bytes: [UInt8] = []
            WebSocketEncoder(role: .client).append(.text, [], to: &bytes, using: &generator)
            masks.insert(Array(bytes[2..<6]))
        }
        #expect(masks.count > 95)
    }

    @Test func `A reason that is too long is cut at a character`() {
        var generator: any RandomNumberGenerator = SeededGenerator(seed: 1)
        var bytes: [UInt8] = []
        let reason = String(repeating: "€", count: 60)
        WebSocketEncoder(role: .server)
            .append(WebSocketClose(code: 1000, reason: reason), to: &bytes, using: &generator)
        #expect(
            Decoded(bytes).events
                == [.close(WebSocketClose(code: 1000, reason: String(repeating: "€", count: 41)))]
        )
    }
}
