/// A whole message, put together from its fragments.
public struct WebSocketMessage: Sendable, Hashable {
    /// The message's type (RFC 6455 §5.6).
    public enum Kind: Sendable, Hashable {
        /// UTF-8 text, checked.
        case text
        /// Arbitrary bytes.
        case binary
    }

    /// The message's type.
    public var kind: Kind
    /// The payload, unmasked.
    public var bytes: [UInt8]

    /// Makes a message.
    public init(_ kind: Kind, _ bytes: [UInt8]) {
        self.kind = kind
        self.bytes = bytes
    }
}
