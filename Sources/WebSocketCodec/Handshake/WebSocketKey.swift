/// The nonce of a handshake, by which a client knows that the answer is to its own request.
public struct WebSocketKey: Sendable, Hashable {
    /// The nonce as it stands in `sec-websocket-key`: 16 bytes in base64.
    public let text: String

    /// Draws a new nonce (RFC 6455 §4.1).
    public init(using generator: inout any RandomNumberGenerator) {
        text = Self.base64((0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) })
    }

    /// Takes a nonce from a request; `nil` unless it is 16 bytes in base64.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 24, bytes[22...] == [0x3d, 0x3d] else { return nil }
        guard bytes[..<22].allSatisfy(Self.alphabet.contains) else { return nil }
        self.text = text
    }

    /// What the server has to answer in `sec-websocket-accept` (RFC 6455 §4.2.2).
    public var acceptance: String {
        Self.base64(SHA1.digest(of: Array((text + Self.suffix).utf8)))
    }

    private static let suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
    )

    private static func base64(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 {
                let isPadding = place > group.count
                text.append(isPadding ? 0x3d : alphabet[bits >> (18 - 6 * place) & 63])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
