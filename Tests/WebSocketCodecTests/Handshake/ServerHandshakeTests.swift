import RepriseFloor
import Testing
import WebSocketCodec

struct ServerHandshakeTests {
    private static let lines = [
        "GET /chat?a=b HTTP/1.1", "Host: server.example.com", "Upgrade: websocket",
        "Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
    ]

    private func request(_ lines: [String]) -> [UInt8] {
        Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    private func parsed(
        _ bytes: [UInt8],
        _ feeding: Feeding = .whole
    ) throws -> (ServerHandshake.Request?, [UInt8]) {
        var handshake = ServerHandshake()
        var request: ServerHandshake.Request?
        var rest: [UInt8] = []
        for piece in feeding.pieces(of: bytes) {
            var offset = 0
            if request == nil {
                request = try handshake.next(in: piece.span.bytes, from: &offset)
            }
            rest += piece[offset...]
        }
        return (request, rest)
    }

    @Test(arguments: Feeding.allCases)
    func `A request is read and granted`(_ feeding: Feeding) throws {
        let (parsed, rest) = try parsed(request(Self.lines) + [1, 2, 3], feeding)
        let request = try #require(parsed)
        #expect(request.target == "/chat?a=b")
        #expect(request.fields.value(named: "host") == "server.example.com")
        #expect(rest == [1, 2, 3])
        let fields = [HandshakeField("x-request-id", "1"), HandshakeField("x", "a\nb")]
        #expect(
            String(decoding: request.acceptance(fields), as: UTF8.self) == """
                HTTP/1.1 101 Switching Protocols\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r
                x-request-id: 1\r
                \r\n
                """
        )
    }

    private static let refusals: [(Int, String, HandshakeError)] = [
        (0, "POST /chat HTTP/1.1", .wrongRequest(.method)),
        (0, "GET /chat HTTP/1.0", .notHTTP(line: "GET /chat HTTP/1.0")),
        (2, "Upgrade: h2c", .wrongRequest(.upgrade)),
        (3, "Connection: keep-alive", .wrongRequest(.upgrade)),
        (4, "Sec-WebSocket-Key: abc", .wrongRequest(.key)),
        (5, "Sec-WebSocket-Version: 8", .wrongRequest(.version)),
    ]

    @Test func `What is no request for a WebSocket is refused`() {
        for (index, line, error) in Self.refusals {
            var lines = Self.lines
            lines[index] = line
            #expect(throws: error) { try parsed(request(lines)) }
        }
    }

    @Test func `A refusal is an answer of HTTP that says why`() {
        let version = ServerHandshake.refusal(of: .wrongRequest(.version))
        let text = String(decoding: version, as: UTF8.self)
        #expect(text.hasPrefix("HTTP/1.1 426 Upgrade Required\r\n"))
        #expect(text.contains("Sec-WebSocket-Version: 13\r\n"))
        let other = String(
            decoding: ServerHandshake.refusal(of: .wrongRequest(.key)),
            as: UTF8.self
        )
        #expect(other.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
        #expect(other.hasSuffix("its sec-websocket-key is missing or malformed\n"))
    }

    @Test func `Both sides understand each other`() throws {
        var generator: any RandomNumberGenerator = SeededGenerator(seed: 5)
        var client = ClientHandshake(
            host: "h",
            target: "/",
            key: WebSocketKey(using: &generator)
        )
        let (parsed, rest) = try parsed(client.request)
        let answer = try #require(parsed).acceptance()
        var offset = 0
        let outcome = try client.next(in: answer.span.bytes, from: &offset)
        guard case .upgraded = outcome else {
            Issue.record("\(String(describing: outcome))")
            return
        }
        #expect(rest.isEmpty && offset == answer.count)
    }
}
