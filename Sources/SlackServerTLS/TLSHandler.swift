import NIOCore

/// Decrypts what a client sends and encrypts what it is sent; everything runs on the channel's event loop.
final class TLSHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let session: TLSSession
    /// What was written before the handshake was over.
    private var waiting: [(bytes: ByteBuffer, promise: EventLoopPromise<Void>?)] = []

    init(_ session: TLSSession) {
        self.session = session
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let reading = session.read(unwrapInboundIn(data), allocator: context.channel.allocator)
        if session.isOpen { writeWaiting() }
        // The handshake's next message, or the alert that says what was wrong.
        send(context, promise: nil)
        context.flush()
        switch reading {
        case .bytes(let plain): pass(plain, context)
        case .end(let plain):
            pass(plain, context)
            context.pipeline.close(promise: nil)
        case .failure(let failure):
            refuseWaiting(failure)
            context.fireErrorCaught(failure)
            context.close(promise: nil)
        }
    }

    private func pass(_ plain: ByteBuffer, _ context: ChannelHandlerContext) {
        if plain.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(plain)) }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let bytes = unwrapOutboundIn(data)
        guard session.isOpen else {
            waiting.append((bytes, promise))
            return
        }
        do {
            try session.write(bytes)
            send(context, promise: promise)
        } catch {
            promise?.fail(error)
        }
    }

    func close(
        context: ChannelHandlerContext,
        mode: CloseMode,
        promise: EventLoopPromise<Void>?
    ) {
        if mode != .input {
            refuseWaiting(ChannelError.ioOnClosedChannel)
            session.finish()
            send(context, promise: nil)
            context.flush()
        }
        context.close(mode: mode, promise: promise)
    }

    func channelInactive(context: ChannelHandlerContext) {
        refuseWaiting(ChannelError.eof)
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        refuseWaiting(ChannelError.ioOnClosedChannel)
    }

    private func send(_ context: ChannelHandlerContext, promise: EventLoopPromise<Void>?) {
        if let bytes = session.output(allocator: context.channel.allocator) {
            context.write(wrapOutboundOut(bytes), promise: promise)
        } else {
            promise?.succeed()
        }
    }

    /// Encrypts what has waited for the handshake; ``send(_:promise:)`` follows.
    private func writeWaiting() {
        let all = waiting
        waiting = []
        for (bytes, promise) in all {
            do {
                try session.write(bytes)
                promise?.succeed()
            } catch {
                promise?.fail(error)
            }
        }
    }

    private func refuseWaiting(_ error: any Error) {
        let all = waiting
        waiting = []
        for (_, promise) in all { promise?.fail(error) }
    }
}
