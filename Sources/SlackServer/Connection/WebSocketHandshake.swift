import NIOCore
import NIOHTTP1
import NIOWebSocket
import SlackWire

/// The server's half of the opening handshake (RFC 6455 §4.2).
enum WebSocketHandshake {
    /// What is wrong with a request for a WebSocket; `nil` if nothing is.
    static func fault(in request: IncomingRequest) -> OutgoingAnswer? {
        guard request.headers.values(named: "sec-websocket-version") == ["13"] else {
            return OutgoingAnswer(
                status: 426,
                error: "websocket_version",
                message: "this server speaks version 13 of the WebSocket protocol (RFC 6455)",
                headers: ["sec-websocket-version": "13"]
            )
        }
        guard request.headers.values(named: "sec-websocket-key").count == 1 else {
            return OutgoingAnswer(
                status: 400,
                error: "websocket_key",
                message: "a request for a WebSocket holds one sec-websocket-key (RFC 6455 §4.1)"
            )
        }
        return nil
    }

    /// The 101 to that request; extensions and subprotocols are declined by not naming any.
    static func answer(
        to request: HTTPRequestHead,
        on channel: any Channel
    ) -> EventLoopFuture<HTTPResponseHead> {
        let upgrader = NIOWebSocketServerUpgrader(
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture([:]) },
            upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() }
        )
        return upgrader.buildUpgradeResponse(
            channel: channel,
            upgradeRequest: request,
            initialResponseHeaders: [:]
        ).map { fields in
            HTTPResponseHead(
                version: .http1_1,
                status: .switchingProtocols,
                headers: NIOHTTP1.HTTPHeaders(fields.map { ($0.name.lowercased(), $0.value) })
            )
        }
    }
}
