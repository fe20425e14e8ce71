/// One whole message of a WebSocket, after reassembly.
public struct SocketMessage: Sendable, Hashable {
    /// The message's type (RFC 6455 §5.6).
    public enum Kind: Sendable, Hashable {
        /// UTF-8 text; everything Slack says is of this kind.
        case text
        /// Arbitrary bytes.
        case binary
    }

    /// The message's type.
    public var kind: Kind
    /// The payload, exactly as it was sent.
    public var bytes: [UInt8]

    /// Makes a message from its bytes.
    public init(kind: Kind = .text, bytes: [UInt8]) {
        self.kind = kind
        self.bytes = bytes
    }

    /// Makes a text message.
    public init(_ text: String) {
        self.init(bytes: Array(text.utf8))
    }

    /// Makes a text message from a JSON value, on one line.
    public init(json value: JSONValue) {
        self.init(bytes: value.compactBytes)
    }

    /// The payload as text, with replacement characters where it is not UTF-8.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
}
