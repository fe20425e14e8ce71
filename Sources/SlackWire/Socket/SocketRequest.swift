/// A request to open a WebSocket.
public struct SocketRequest: Sendable, Hashable {
    /// The `ws` or `wss` URL, ticket included.
    public var url: String
    /// Header fields for the upgrade beyond those of the handshake, for example a cookie.
    public var headers: HTTPHeaders

    /// Makes a request.
    public init(url: String, headers: HTTPHeaders = [:]) {
        self.url = url
        self.headers = headers
    }
}
