import NIOCore

/// Looks at how a connection begins, before anybody else does: a request for a tunnel is answered here, and whatever else
/// comes is passed on as if nothing had been.
///
/// It runs on the channel's event loop, and is gone after the first request.
final class DeadEndHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let deadEnd: DeadEnd
    private let gate: RequestGate
    private let limit: Int
    private let onRefusal: (@Sendable (RefusedRequest) -> Void)?
    private var received = ByteBuffer()
    private var isRefused = false

    init(
        _ deadEnd: DeadEnd,
        gate: RequestGate,
        limit: Int,
        onRefusal: (@Sendable (RefusedRequest) -> Void)?
    ) {
        self.deadEnd = deadEnd
        self.gate = gate
        self.limit = limit
        self.onRefusal = onRefusal
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefused else { return }
        var piece = unwrapInboundIn(data)
        received.writeBuffer(&piece)
        switch TunnelRequest(received.readableBytesView, limit: limit) {
        case .unfinished: break
        case .none: passOn(context)
        case .tunnel(let destination, let authorization, let length):
            if gate.isOwn(destination: destination) {
                received.moveReaderIndex(forwardBy: length)
                answer("200 Connection established", context, promise: nil)
                passOn(context)
            } else {
                refuse(destination, authorization, context)
            }
        }
    }

    private func refuse(
        _ destination: String,
        _ authorization: String?,
        _ context: ChannelHandlerContext
    ) {
        isRefused = true
        received.clear()
        let isClient = deadEnd.isKnown(authorization)
        onRefusal?(RefusedRequest(tunnelTo: destination, isClient: isClient))
        let closed = context.eventLoop.makePromise(of: Void.self)
        let bound = context.loopBound
        closed.futureResult.assumeIsolated().whenComplete { _ in bound.value.close(promise: nil) }
        answer("403 Forbidden", context, promise: closed)
    }

    private func answer(
        _ status: String,
        _ context: ChannelHandlerContext,
        promise: EventLoopPromise<Void>?
    ) {
        let length = status.hasPrefix("200") ? "" : "content-length: 0\r\nconnection: close\r\n"
        let text = "HTTP/1.1 \(status)\r\n\(length)\r\n"
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: promise)
    }

    private func passOn(_ context: ChannelHandlerContext) {
        let rest = received
        received = ByteBuffer()
        if rest.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(rest)) }
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }
}
