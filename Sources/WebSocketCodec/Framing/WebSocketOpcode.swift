/// What a frame carries (RFC 6455 §5.2).
enum WebSocketOpcode: UInt8, Sendable {
    /// A further part of a fragmented message.
    case continuation = 0x0
    /// Text, or the first part of it.
    case text = 0x1
    /// Bytes, or the first part of them.
    case binary = 0x2
    /// Goodbye.
    case close = 0x8
    /// A question whether the peer is alive.
    case ping = 0x9
    /// The answer to a ping.
    case pong = 0xa

    /// Control frames are never fragmented and carry at most 125 bytes (§5.5).
    var isControl: Bool { rawValue & 0x8 != 0 }
}
