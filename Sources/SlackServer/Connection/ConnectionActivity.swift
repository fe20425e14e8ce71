import NIOCore

/// Whether a client has begun a request, for telling a slow client from an idle one.
///
/// Both handlers that share it run on the same event loop.
final class ConnectionActivity {
    /// Whether something came since the last whole request.
    var hasBytes = false
}

/// Notes that bytes came, before the decoder holds them back.
final class ActivityHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let activity: ConnectionActivity

    init(_ activity: ConnectionActivity) {
        self.activity = activity
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        activity.hasBytes = true
        context.fireChannelRead(data)
    }
}

/// Tells every connection that the server is stopping: those that owe nothing close.
struct ServerStopping: Sendable {}
