/// Which end of the connection this is; it decides who masks (RFC 6455 §5.1).
public enum WebSocketRole: Sendable, Hashable {
    /// The end that asked for the upgrade: masks what it sends and accepts unmasked frames only.
    case client
    /// The end that granted it: sends unmasked frames and accepts masked ones only.
    case server
}
