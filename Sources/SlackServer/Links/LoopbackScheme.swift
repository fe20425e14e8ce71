import SlackWire

extension WebAddress.Scheme {
    /// The scheme a client uses to reach the server for such a link.
    func loopback(isSecure: Bool) -> WebAddress.Scheme {
        switch (isSocket, isSecure) {
        case (false, false): .http
        case (false, true): .https
        case (true, false): .ws
        case (true, true): .wss
        }
    }
}
