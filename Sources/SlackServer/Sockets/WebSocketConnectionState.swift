/// How far the end of a WebSocket has come, as a value without I/O.
enum WebSocketConnectionState: Sendable, Hashable {
    /// Both sides may speak.
    case open
    /// The server has said goodbye and waits for the client to do so.
    case closing
    /// Both have said goodbye, or one of them broke off.
    case closed

    /// What follows a close frame of the client.
    enum Farewell: Sendable, Hashable {
        /// Answer it, pass it on and close the connection.
        case answer
        /// Close the connection.
        case close
        /// Nothing: it is late.
        case ignore
    }

    /// Takes the client's close frame.
    mutating func receiveClose() -> Farewell {
        defer { self = .closed }
        return switch self {
        case .open: .answer
        case .closing: .close
        case .closed: .ignore
        }
    }

    /// Takes the wish to close; false if that has been done.
    mutating func beginClose() -> Bool {
        guard self == .open else { return false }
        self = .closing
        return true
    }
}
