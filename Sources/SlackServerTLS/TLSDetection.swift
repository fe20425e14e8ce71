import NIOCore

/// Decrypts a connection if its client begins with a TLS handshake, and lets plain HTTP pass.
///
/// slack_sdk's builtin WebSocket client takes `wss` for TLS on port 443 only, and speaks plain text to
/// any other port. Everything runs on the channel's event loop.
final class TLSDetection: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// What the record of a client's first message begins with (RFC 8446 §5.1); no HTTP does.
    private static let handshake: UInt8 = 22

    private let tls: TLSContext

    init(_ tls: TLSContext) {
        self.tls = tls
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        guard let first = buffer.readableBytesView.first else { return }
        let pipeline = context.pipeline.syncOperations
        if first == Self.handshake {
            do {
                let decryption = TLSHandler(try TLSSession(tls))
                try pipeline.addHandler(decryption, position: .after(self))
            } catch {
                context.fireErrorCaught(error)
                context.close(promise: nil)
                return
            }
        }
        context.fireChannelRead(data)
        pipeline.removeHandler(context: context, promise: nil)
    }
}
