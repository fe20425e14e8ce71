/// The schemes of links that lead through the server.
enum LinkScheme: String, CaseIterable, Sendable {
    case https, http, wss, ws

    /// Whether a WebSocket opens there.
    var isSocket: Bool { self == .wss || self == .ws }

    /// The scheme for opening a WebSocket at the same place.
    var forSocket: LinkScheme {
        switch self {
        case .https, .wss: .wss
        case .http, .ws: .ws
        }
    }

    /// The scheme a client uses to reach the server for such a link.
    func loopback(isSecure: Bool) -> LinkScheme {
        switch (isSocket, isSecure) {
        case (false, false): .http
        case (false, true): .https
        case (true, false): .ws
        case (true, true): .wss
        }
    }
}
