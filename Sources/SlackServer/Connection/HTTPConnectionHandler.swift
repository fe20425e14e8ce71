import NIOCore
import NIOHTTP1
import NIOWebSocket
import RepriseFloor
import SlackWire

/// The shell around ``HTTPConnectionState``: reads and writes HTTP, keeps the time-outs, and makes place for
/// ``WebSocketConnectionHandler`` when a request becomes a WebSocket.
///
/// Everything runs on the channel's event loop.
final class HTTPConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = ConnectionEvent
    typealias OutboundIn = ConnectionCommand
    typealias OutboundOut = HTTPServerResponsePart

    private let configuration: SlackServerConfiguration
    private let activity: ConnectionActivity
    private var state: HTTPConnectionState
    private let timer = LazyTimer()

    init(configuration: SlackServerConfiguration, activity: ConnectionActivity) {
        self.configuration = configuration
        self.activity = activity
        state = HTTPConnectionState(limits: configuration.limits)
    }

    // MARK: Life

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { arm(configuration.timeouts.head, context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        arm(configuration.timeouts.head, context)
        context.fireChannelActive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer.cancel()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer.cancel()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ServerStopping, state.stop() { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    // MARK: Reading

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            arm(configuration.timeouts.body, context)
            react(to: state.receive(head: head), context)
        case .body(let piece):
            arm(configuration.timeouts.body, context)
            react(to: state.receive(body: piece), context)
        case .end:
            timer.clear()
            activity.hasBytes = false
            react(to: state.receiveEnd(), context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError else {
            // A broken connection; its end follows.
            context.close(promise: nil)
            return
        }
        react(to: state.fail(.unreadable(error)), context)
    }

    private func react(to reaction: HTTPConnectionState.Reaction, _ context: ChannelHandlerContext)
    {
        switch reaction {
        case .nothing: break
        case .sendContinue:
            let head = HTTPResponseHead(version: .http1_1, status: .continue)
            context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
        case .deliver(let request):
            context.fireChannelRead(wrapInboundOut(.request(request)))
        case .refuse(let reply):
            let status = Int(reply.head.status.code)
            configuration.onRefusal?(RefusedRequest(unreadable: status))
            write(reply, promise: nil, context)
            context.flush()
        }
    }

    // MARK: Writing

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .answer(let answer):
            let replies = state.answer(answer)
            for reply in replies.dropLast() { write(reply, promise: nil, context) }
            guard let last = replies.last else {
                promise?.succeed()
                return
            }
            write(last, promise: promise, context)
        case .acceptSocket: becomeSocket(promise: promise, context)
        case .drop: context.close(promise: promise)
        case .message(_, let written):
            written?.resolve(.failure(ChannelError.operationUnsupported))
            promise?.fail(ChannelError.operationUnsupported)
        case .ping, .pong, .close: promise?.fail(ChannelError.operationUnsupported)
        }
    }

    private func write(
        _ reply: HTTPConnectionState.Reply,
        promise: EventLoopPromise<Void>?,
        _ context: ChannelHandlerContext
    ) {
        context.write(wrapOutboundOut(.head(reply.head)), promise: nil)
        if !reply.body.isEmpty {
            let body = context.channel.allocator.buffer(bytes: reply.body)
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        }
        let written = promise ?? context.eventLoop.makePromise()
        context.write(wrapOutboundOut(.end(nil)), promise: written)
        let bound = context.loopBound
        written.futureResult.assumeIsolated().whenSuccess { [self] in
            finish(reply.ending, bound.value)
        }
    }

    /// What follows an answer that is on its way.
    private func finish(
        _ ending: HTTPConnectionState.Reply.Ending,
        _ context: ChannelHandlerContext
    ) {
        switch ending {
        case .keepOpen: if state.isIdle { arm(configuration.timeouts.idle, context) }
        case .close: context.close(promise: nil)
        case .linger:
            context.close(mode: .output, promise: nil)
            timer.set(configuration.timeouts.close, context) { $0.close(promise: nil) }
        }
    }

    // MARK: Time

    private func arm(_ timeout: Duration, _ context: ChannelHandlerContext) {
        timer.set(timeout, context) { [unowned self] context in
            guard activity.hasBytes else {
                context.close(promise: nil)
                return
            }
            react(to: state.fail(.tooSlow), context)
        }
    }

    // MARK: The upgrade

    private func becomeSocket(promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext) {
        guard let request = state.acceptSocket() else {
            promise?.fail(ChannelError.operationUnsupported)
            return
        }
        timer.cancel()
        let bound = context.loopBound
        WebSocketHandshake.answer(to: request, on: context.channel).assumeIsolated().whenComplete {
            [self] result in
            do {
                try becomeSocket(answering: result.get(), bound.value)
                promise?.succeed()
            } catch {
                promise?.fail(error)
                bound.value.close(promise: nil)
            }
        }
    }

    /// Writes the 101 and changes handlers, all in one turn of the event loop, so that no frame of either side
    /// meets a pipeline that is half changed.
    private func becomeSocket(
        answering head: HTTPResponseHead,
        _ context: ChannelHandlerContext
    ) throws {
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        let pipeline = context.pipeline.syncOperations
        let decoder = WebSocketFrameDecoder(maxFrameSize: configuration.limits.messageBytes)
        try pipeline.addHandlers(
            [
                WebSocketFrameEncoder(), ByteToMessageHandler(decoder),
                WebSocketConnectionHandler(configuration: configuration),
            ],
            position: .before(self)
        )
        let old: [any RemovableChannelHandler] = [
            self, try pipeline.handler(type: HTTPResponseEncoder.self),
            try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self),
        ]
        for handler in old { pipeline.removeHandler(handler, promise: nil) }
        // The news came before there was anybody who could close a WebSocket.
        if state.isStopping { pipeline.fireUserInboundEventTriggered(ServerStopping()) }
    }
}
