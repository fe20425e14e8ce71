import Testing
import WebSocketCodec

/// Frames spelled out byte by byte, so that no mistake of the encoder can hide one of the decoder.
struct DecodingTests {
    private static let hello = Array("Hello".utf8)

    @Test(arguments: Feeding.allCases)
    func `The examples of the RFC are read`(_ feeding: Feeding) {
        // RFC 6455 §5.7.
        let unmasked: [UInt8] = [0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f]
        let masked: [UInt8] = [
            0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58,
        ]
        let fragmented: [UInt8] = [0x01, 0x03, 0x48, 0x65, 0x6c, 0x80, 0x02, 0x6c, 0x6f]
        let ping: [UInt8] = [0x89, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f]
        let pong: [UInt8] = [
            0x8a, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58,
        ]
        let message = WebSocketDecoder.Event.message(WebSocketMessage(.text, Self.hello))
        #expect(Decoded(unmasked, feeding).events == [message])
        #expect(Decoded(masked, as: .server, feeding).events == [message])
        #expect(Decoded(fragmented, feeding).events == [message])
        #expect(Decoded(ping, feeding).events == [.ping(Self.hello)])
        #expect(Decoded(pong, as: .server, feeding).events == [.pong(Self.hello)])
        #expect(
            Decoded(unmasked + ping + fragmented + unmasked, feeding).events
                == [message, .ping(Self.hello), message, message]
        )
    }

    @Test(arguments: Feeding.allCases)
    func `Control frames may stand between the fragments of a message`(_ feeding: Feeding) {
        let bytes: [UInt8] =
            [0x02, 0x01, 0xff] + [0x89, 0x00] + [0x00, 0x00] + [0x8a, 0x01, 0x07] + [
                0x80, 0x01, 0x00,
            ]
        #expect(
            Decoded(bytes, feeding).events
                == [.ping([]), .pong([7]), .message(WebSocketMessage(.binary, [0xff, 0x00]))]
        )
    }

    @Test(arguments: Feeding.allCases)
    func `A goodbye has a code and a reason, or nothing`(_ feeding: Feeding) {
        let empty: [UInt8] = [0x88, 0x00]
        let full: [UInt8] = [0x88, 0x05, 0x0f, 0xa1, 0x62, 0x79, 0x65]
        #expect(Decoded(empty, feeding).events == [.close(WebSocketClose())])
        #expect(
            Decoded(full, feeding).events == [.close(WebSocketClose(code: 4001, reason: "bye"))]
        )
        // Nothing counts after a goodbye, not even nonsense.
        #expect(Decoded(full + [0xff, 0xff, 0x00], feeding) == Decoded(full))
    }

    private static let refusals: [([UInt8], WebSocketRole, WebSocketViolation.Reason, Int)] = [
        ([0xc1, 0x00], .client, .reservedBits, 0),
        ([0x81, 0x01, 0x41, 0x91, 0x00], .client, .reservedBits, 3),
        ([0x83, 0x00], .client, .unknownOpcode(3), 0),
        ([0x8b, 0x00], .client, .unknownOpcode(11), 0),
        ([0x81, 0x80, 0, 0, 0, 0], .client, .masking(expected: false), 1),
        ([0x81, 0x00], .server, .masking(expected: true), 1),
        ([0x09, 0x00], .client, .fragmentedControlFrame, 0),
        ([0x08, 0x00], .client, .fragmentedControlFrame, 0),
        ([0x89, 0x7e, 0x00, 0x7e], .client, .longControlFrame, 1),
        ([0x82, 0x7e, 0x00, 0x7d], .client, .malformedLength, 3),
        ([0x82, 0x7f, 0, 0, 0, 0, 0, 0, 0xff, 0xff], .client, .malformedLength, 9),
        ([0x82, 0x7f, 0x80, 0, 0, 0, 0, 0, 0, 0], .client, .malformedLength, 9),
        ([0x80, 0x00], .client, .unexpectedContinuation, 2),
        ([0x01, 0x00, 0x81, 0x00], .client, .interruptedMessage, 4),
        ([0x81, 0x01, 0xff], .client, .invalidUTF8, 2),
        ([0x81, 0x01, 0xc3], .client, .invalidUTF8, 3),
        ([0x01, 0x01, 0xc3, 0x80, 0x01, 0x41], .client, .invalidUTF8, 5),
        ([0x88, 0x01, 0x03], .client, .malformedClose, 2),
        ([0x88, 0x02, 0x03, 0xed], .client, .invalidCloseCode(1005), 2),
        ([0x88, 0x02, 0x00, 0x00], .client, .invalidCloseCode(0), 2),
        ([0x88, 0x03, 0x03, 0xe8, 0xff], .client, .invalidUTF8, 4),
        ([0x82, 0x7e, 0x04, 0x01], .client, .messageTooLarge(limit: 1024), 4),
        (
            [0x82, 0x7f, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], .client,
            .messageTooLarge(limit: 1024), 10
        ),
    ]

    @Test(arguments: Feeding.allCases)
    func `A peer's mistake is refused at the byte that shows it`(_ feeding: Feeding) {
        for (bytes, role, reason, offset) in Self.refusals {
            let decoded = Decoded(bytes, as: role, limit: 1024, feeding)
            #expect(decoded.violation == WebSocketViolation(reason, at: offset), "\(bytes)")
        }
    }

    @Test func `A refusal is for ever`() throws {
        var decoder = WebSocketDecoder(role: .client, messageLimit: 1024)
        let wrong: [UInt8] = [0x83]
        let right: [UInt8] = [0x81, 0x00]
        var offset = 0
        let refusal = #expect(throws: WebSocketViolation.self) {
            try decoder.next(in: wrong.span.bytes, from: &offset)
        }
        #expect(throws: try #require(refusal)) {
            try decoder.next(in: right.span.bytes, from: &offset)
        }
    }

    @Test func `The limit holds for all fragments together`() {
        let fragment: [UInt8] = [0x00, 0x04, 1, 2, 3, 4]
        let first: [UInt8] = [0x02, 0x04, 1, 2, 3, 4]
        let last: [UInt8] = [0x80, 0x02, 1, 2]
        #expect(Decoded(first + fragment + last, limit: 10).events.count == 1)
        #expect(
            Decoded(first + fragment + last, limit: 9).violation?.reason
                == .messageTooLarge(limit: 9)
        )
    }
}
