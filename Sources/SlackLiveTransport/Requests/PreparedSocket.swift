import SlackWire
import WebSocketCodec

/// A request for a WebSocket made ready, on the caller's own thread.
struct PreparedSocket: Sendable {
    /// Where it goes.
    let endpoint: WebAddress
    /// What it is called in sentences.
    let place: String
    /// The URL by which libcurl connects: scheme, host and port only.
    let connectURL: String
    /// Further fields of the upgrade.
    let fields: [HandshakeField]

    /// Makes a request ready.
    ///
    /// - Throws: Kind `invalidRequest` when it cannot be sent as it is.
    init(_ request: SocketRequest, userAgent: String) throws(TransportFailure) {
        guard let endpoint = WebAddress(dialled: request.url, isSocket: true) else {
            throw TransportFailure(
                .invalidRequest,
                "the WebSocket was not opened: its URL is not an absolute ws or wss URL without a "
                    + "password; pass the URL as Slack gave it"
            )
        }
        self.endpoint = endpoint
        place = "the WebSocket at \(endpoint.hostAndPort)"
        let scheme = endpoint.scheme.isSecure ? "https" : "http"
        connectURL = "\(scheme)://\(endpoint.host):\(endpoint.port)/"
        for field in request.headers.fields { try HeaderRules.check(field, place: place) }
        var fields = request.headers.fields.map { HandshakeField($0.name, $0.value) }
        if request.headers["user-agent"] == nil {
            fields.append(HandshakeField("user-agent", userAgent))
        }
        self.fields = fields
    }
}
