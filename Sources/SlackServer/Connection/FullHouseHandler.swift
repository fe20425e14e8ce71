import NIOCore

/// Answers a connection that is one too many, whatever it says, and closes it.
final class FullHouseHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    func channelActive(context: ChannelHandlerContext) {
        let body = #"{"ok":false,"error":"too_many_connections"}"#
        let head = [
            "HTTP/1.1 503 Service Unavailable", "content-type: application/json; charset=utf-8",
            "content-length: \(body.utf8.count)", "retry-after: 1", "connection: close", "", body,
        ]
        let written = context.eventLoop.makePromise(of: Void.self)
        let bound = context.loopBound
        written.futureResult.assumeIsolated().whenComplete { _ in bound.value.close(promise: nil) }
        let answer = ByteBuffer(string: head.joined(separator: "\r\n"))
        context.writeAndFlush(wrapOutboundOut(answer), promise: written)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}
}
