import Testing
import WebSocketCodec

struct ClientHandshakeTests {
    /// The nonce of RFC 6455 §1.3, whose answer the RFC gives.
    private func handshake(_ fields: [HandshakeField] = []) throws -> ClientHandshake {
        let key = try #require(WebSocketKey("dGhlIHNhbXBsZSBub25jZQ=="))
        return ClientHandshake(
            host: "wss.example:444",
            target: "/link/?ticket=1",
            fields: fields,
            key: key,
            headLimit: 1000
        )
    }

    private static let acceptance = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

    private func answer(_ fields: [String]) -> [UInt8] {
        Array(
            "HTTP/1.1 101 Switching Protocols\r\n\(fields.joined(separator: "\r\n"))\r\n\r\n".utf8
        )
    }

    private static let goodFields = [
        "Upgrade: WebSocket", "Connection: keep-alive, Upgrade",
        "Sec-WebSocket-Accept: \(acceptance)",
    ]

    /// Feeds an answer; gives the outcome and the bytes that were left alone.
    private func outcome(
        of bytes: [UInt8],
        _ feeding: Feeding = .whole,
        _ fields: [HandshakeField] = []
    ) throws -> (ClientHandshake.Outcome?, [UInt8]) {
        var handshake = try handshake(fields)
        var outcome: ClientHandshake.Outcome?
        var rest: [UInt8] = []
        for piece in feeding.pieces(of: bytes) {
            var offset = 0
            if outcome == nil {
                outcome = try handshake.next(in: piece.span.bytes, from: &offset)
            }
            rest += piece[offset...]
        }
        return (outcome, rest)
    }

    @Test func `The acceptance is that of the RFC`() throws {
        #expect(
            try #require(WebSocketKey("dGhlIHNhbXBsZSBub25jZQ==")).acceptance == Self.acceptance
        )
        #expect(WebSocketKey("short") == nil)
        #expect(WebSocketKey("dGhlIHNhbXBsZSBub25jZQ=!") == nil)
        var generator: any RandomNumberGenerator = SystemRandomNumberGenerator()
        let key = WebSocketKey(using: &generator)
        #expect(WebSocketKey(key.text) == key)
    }

    @Test func `The request asks for a WebSocket and carries further fields`() throws {
        let fields = [
            HandshakeField("Cookie", "d=1"), HandshakeField("Upgrade", "h2c"),
            HandshakeField("x-bad", "a\r\nx-worse: b"), HandshakeField("bad name", "a"),
        ]
        let request = String(decoding: try handshake(fields).request, as: UTF8.self)
        #expect(
            request == """
                GET /link/?ticket=1 HTTP/1.1\r
                Host: wss.example:444\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                Sec-WebSocket-Version: 13\r
                cookie: d=1\r
                \r\n
                """
        )
    }

    @Test(arguments: Feeding.allCases)
    func `Frames that come with the answer are left alone`(_ feeding: Feeding) throws {
        let frame: [UInt8] = [0x81, 0x02, 0x68, 0x69]
        let (outcome, rest) = try outcome(of: answer(Self.goodFields) + frame, feeding)
        guard case .upgraded(let fields) = outcome else {
            Issue.record("\(String(describing: outcome))")
            return
        }
        #expect(fields.value(named: "connection") == "keep-alive, Upgrade")
        #expect(rest == frame)
    }

    @Test(arguments: Feeding.allCases)
    func `A refusal has its status and leaves its body alone`(_ feeding: Feeding) throws {
        let interim = "HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n"
        let text = "HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\nno"
        let (outcome, rest) = try outcome(of: Array((interim + text).utf8), feeding)
        #expect(
            outcome
                == .refused(status: 404, fields: [HandshakeField("content-length", "2")])
        )
        #expect(rest == Array("no".utf8))
    }

    private static let wrongAnswers: [(HandshakeError.WrongAnswer, Int, String?)] = [
        (.upgrade, 0, nil), (.upgrade, 0, "Upgrade: h2c"), (.connection, 1, nil),
        (.connection, 1, "Connection: close"), (.acceptance, 2, nil),
        (.acceptance, 2, "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
    ]

    @Test func `An answer that is not for this request is refused`() throws {
        for (reason, index, replacement) in Self.wrongAnswers {
            var fields = Self.goodFields
            fields.replaceSubrange(index...index, with: replacement.map { [$0] } ?? [])
            #expect(throws: HandshakeError.wrongAnswer(reason)) {
                try outcome(of: answer(fields))
            }
        }
        #expect(throws: HandshakeError.wrongAnswer(.extensions)) {
            try outcome(
                of: answer(Self.goodFields + ["Sec-WebSocket-Extensions: permessage-deflate"])
            )
        }
        #expect(throws: HandshakeError.wrongAnswer(.subprotocol)) {
            try outcome(of: answer(Self.goodFields + ["Sec-WebSocket-Protocol: chat"]))
        }
        let offered = [HandshakeField("sec-websocket-protocol", "soap, chat")]
        let (chosen, _) = try outcome(
            of: answer(Self.goodFields + ["Sec-WebSocket-Protocol: chat"]),
            .whole,
            offered
        )
        #expect(chosen != nil)
    }

    @Test(arguments: Feeding.allCases)
    func `A peer that does not speak HTTP is refused at its first wrong byte`(
        _ feeding: Feeding
    ) throws {
        #expect(throws: HandshakeError.notHTTP(line: "S")) {
            try outcome(of: Array("SSH-2.0-OpenSSH\r\n".utf8), feeding)
        }
    }

    @Test func `Malformed and endless heads are refused`() throws {
        for text in ["HTTP/1.1 abc\r\n\r\n", "HTTP/1.1\r\n\r\n", "HTTP/1.1 99999 x\r\n\r\n"] {
            #expect(throws: HandshakeError.self) { try outcome(of: Array(text.utf8)) }
        }
        for line in ["no colon", ": no name", "bad name: x", "a: b\u{1}c", " folded"] {
            let text = "HTTP/1.1 200 OK\r\n\(line)\r\n\r\n"
            #expect(throws: HandshakeError.malformedField) { try outcome(of: Array(text.utf8)) }
        }
        let endless = "HTTP/1.1 200 OK\r\n" + String(repeating: "a: b\r\n", count: 1000)
        #expect(throws: HandshakeError.headTooLarge(limit: 1000)) {
            try outcome(of: Array(endless.utf8))
        }
    }
}
