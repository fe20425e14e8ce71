import NIOHTTP1
import SlackWire
import WebSocketCodec

/// The server's half of the opening handshake (RFC 6455 §4.2).
enum WebSocketHandshake {
    /// What is wrong with a request for a WebSocket; `nil` if nothing is.
    static func fault(in request: IncomingRequest) -> OutgoingAnswer? {
        guard request.minorVersion > 0 else {
            return OutgoingAnswer(
                status: 400,
                error: "websocket_http",
                message:
                    "a WebSocket is asked for over HTTP/1.1, and this is HTTP/1.0 (RFC 6455 §4.1)"
            )
        }
        guard request.headers.values(named: "sec-websocket-version") == ["13"] else {
            return OutgoingAnswer(
                status: 426,
                error: "websocket_version",
                message: "this server speaks version 13 of the WebSocket protocol (RFC 6455)",
                headers: ["sec-websocket-version": "13"]
            )
        }
        let keys = request.headers.values(named: "sec-websocket-key")
        guard keys.count == 1, WebSocketKey(keys[0]) != nil else {
            return OutgoingAnswer(
                status: 400,
                error: "websocket_key",
                message:
                    "a request for a WebSocket holds one sec-websocket-key, which is 16 bytes in base64 "
                    + "(RFC 6455 §4.1)"
            )
        }
        return nil
    }

    /// The 101 to that request, in which ``fault(in:)`` finds nothing wrong; extensions and subprotocols are declined by not
    /// naming any.
    ///
    /// - Returns: `nil` if its key is none.
    static func answer(to request: HTTPRequestHead) -> HTTPResponseHead? {
        let keys = request.headers["sec-websocket-key"]
        guard keys.count == 1, let key = WebSocketKey(keys[0]) else { return nil }
        return HTTPResponseHead(
            version: .http1_1,
            status: .switchingProtocols,
            headers: [
                "upgrade": "websocket", "connection": "upgrade",
                "sec-websocket-accept": key.acceptance,
            ]
        )
    }
}
