import WebSocketCodec

/// Both ends' framing and handshakes; whole and in pieces an input means the same.
enum WebSocketTarget {
    private struct Decoded: Equatable {
        var events: [WebSocketDecoder.Event] = []
        var violation: WebSocketViolation?
    }

    static func run(_ input: UnsafeBufferPointer<UInt8>) -> CInt {
        guard let first = input.first else { return 0 }
        let bytes = Array(input.dropFirst())
        let role: WebSocketRole = first & 1 == 0 ? .client : .server
        let size = Int(first >> 1) % 17 + 1
        promise(
            decode(bytes, role, pieces: bytes.count + 1) == decode(bytes, role, pieces: size),
            "frames mean the same in pieces of any size"
        )
        converse(bytes, role)
        endure(bytes, role)
        shakeHands(bytes)
        return 0
    }

    private static func decode(_ bytes: [UInt8], _ role: WebSocketRole, pieces: Int) -> Decoded {
        var decoder = WebSocketDecoder(role: role, messageLimit: 1 << 16)
        var decoded = Decoded()
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            let piece = Array(bytes[start..<min(start + pieces, bytes.count)])
            var offset = 0
            do throws(WebSocketViolation) {
                while let event = try decoder.next(in: piece.span.bytes, from: &offset) {
                    decoded.events.append(event)
                }
            } catch {
                decoded.violation = error
                return decoded
            }
            promise(offset == piece.count, "a decoder takes all that it is given")
        }
        return decoded
    }

    private static func converse(_ bytes: [UInt8], _ role: WebSocketRole) {
        var connection = WebSocketConnection(role: role, messageLimit: 1 << 16)
        var generator: any RandomNumberGenerator = Zeros()
        var offset = 0
        while connection.next(in: bytes.span.bytes, from: &offset, using: &generator) != nil {
            promise(connection.outgoingCount < 1 << 18, "what waits to be written is bounded")
        }
        _ = connection.ended()
    }

    /// Plays an endpoint: each byte says what happens next on its connection, and how many of the bytes behind it come.
    private static func endure(_ bytes: [UInt8], _ role: WebSocketRole) {
        var settings = WebSocketEndpoint.Settings(role: role, messageLimit: 1 << 12)
        settings.writeTimeout = .seconds(20)
        settings.keepAlive = .probing(after: .seconds(30), patience: .seconds(10))
        var owner = EndpointOwner(WebSocketEndpoint(settings, generator: Zeros(), now: 0))
        var rest = bytes[...]
        while let step = rest.popFirst() {
            let count = min(Int(step >> 3), rest.count)
            owner.play(step & 7, Array(rest.prefix(count)))
            rest.removeFirst(count)
        }
        owner.finish()
    }

    private static func shakeHands(_ bytes: [UInt8]) {
        var offset = 0
        var server = ServerHandshake()
        if let request = try? server.next(in: bytes.span.bytes, from: &offset) {
            _ = request.acceptance()
        }
        offset = 0
        guard let key = WebSocketKey("dGhlIHNhbXBsZSBub25jZQ==") else { return }
        var client = ClientHandshake(host: "h", target: "/", key: key)
        _ = try? client.next(in: bytes.span.bytes, from: &offset)
    }

    /// Masks that change nothing, so that runs repeat.
    private struct Zeros: RandomNumberGenerator {
        func next() -> UInt64 { 0 }
    }
}
