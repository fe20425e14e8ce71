/// One whole message of a WebSocket, after reassembly.
public struct SocketMessage: Sendable {
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
    public var bytes: [UInt8] { didSet { isKnownJSON = false } }
    /// Whether the bytes were found to be one JSON document, so that nobody need look again.
    package private(set) var isKnownJSON = false

    /// Makes a message from its bytes.
    public init(kind: Kind = .text, bytes: [UInt8]) {
        self.kind = kind
        self.bytes = bytes
    }

    /// Makes a text message from bytes that were found to be one JSON document.
    package init(knownJSON bytes: [UInt8]) {
        self.init(bytes: bytes)
        isKnownJSON = true
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

extension SocketMessage: Hashable {
    /// Whether two messages have one type and the same bytes.
    public static func == (left: SocketMessage, right: SocketMessage) -> Bool {
        left.kind == right.kind && left.bytes == right.bytes
    }

    /// Feeds type and bytes.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(bytes)
    }
}
