import SlackWire

extension WebAddress {
    /// Takes a URL apart that a request can be sent to: all of it can stand in the line of a request.
    ///
    /// - Parameter isSocket: Whether a WebSocket is to be opened there.
    init?(dialled url: String, isSocket: Bool) {
        guard url.utf8.allSatisfy({ (0x21...0x7e).contains($0) }), let address = WebAddress(url),
            address.scheme.isSocket == isSocket
        else { return nil }
        self = address
    }
}
