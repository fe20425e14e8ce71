/// What comes out of an open WebSocket.
public enum SocketEvent: Sendable, Hashable {
    /// A whole message.
    case message(SocketMessage)
    /// The peer's ping; the transport has already answered it with a pong of the same payload.
    case ping([UInt8])
    /// The peer's answer to a ping of ours, or an unsolicited pong.
    case pong([UInt8])
    /// The end: nothing comes after it.
    case closed(SocketClose)
}
