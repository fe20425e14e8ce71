import NIOCore
import NIOHTTP1
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
    private let boundaries: MessageBoundaries
    private let gate: RequestGate
    private let reservation: BodyReservation
    /// Whether somebody asked to read on while the connection is held.
    private var isReadPending = false
    /// Whether the channel outlives the end of the client's side.
    private var isHalfClosureAllowed = false
    /// When the body began that is being received.
    private var bodyStart = NIODeadline.uptimeNanoseconds(0)
    private var state: HTTPConnectionState
    private let timer = LazyTimer()
    /// The body that is passed on as it comes; not held on to, so that it is known when nobody wants it any more.
    private weak var passedBody: IncomingBody?
    /// Whether its sender waits to be told to go on.
    private var owesContinue = false
    /// Until when a client may go on sending whose answer is given.
    private var lingerLimit: NIODeadline?

    init(
        configuration: SlackServerConfiguration,
        activity: ConnectionActivity,
        boundaries: MessageBoundaries,
        gate: RequestGate,
        waiting: WaitingBytes
    ) {
        self.configuration = configuration
        self.activity = activity
        self.boundaries = boundaries
        self.gate = gate
        reservation = BodyReservation(waiting)
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
        breakOffBody()
        reservation.close()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer.cancel()
        breakOffBody()
        reservation.close()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ServerStopping, state.stop() { context.close(promise: nil) }
        if case .inputClosed? = event as? ChannelEvent { return inputEnded(context) }
        context.fireUserInboundEventTriggered(event)
    }

    /// Lets a client end its side while it is owed an answer; at all other times that is the end of the connection.
    private func allowHalfClosure(_ context: ChannelHandlerContext) {
        guard state.isInputEndAllowed != isHalfClosureAllowed else { return }
        isHalfClosureAllowed.toggle()
        try? context.channel.syncOptions?
            .setOption(.allowRemoteHalfClosure, value: isHalfClosureAllowed)
    }

    /// The client sends nothing more: it has ended its side, or it is gone.
    private func inputEnded(_ context: ChannelHandlerContext) {
        switch state.endInput() {
        case .close: context.close(promise: nil)
        case .wait: break
        // Who is gone answers what is sent with a reset, and who is there reads on.
        case .interim:
            writeHead(HTTPResponseHead(version: .http1_1, status: .continue), context)
            context.flush()
        case .zero:
            let network = try? context.pipeline.syncOperations
                .context(handlerType: ExactHeadHandler.self)
            let zero = context.channel.allocator.buffer(string: "0")
            network?.writeAndFlush(NIOAny(IOData.byteBuffer(zero)), promise: nil)
        }
    }

    // MARK: Reading

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            boundaries.begin(head)
            begin(head, context)
        case .body(let piece):
            boundaries.receive(piece.readableBytes)
            if let longest = state.longestBody {
                reservation.receive(
                    piece.readableBytes,
                    longest: longest,
                    grant: readOnWhenGranted(context)
                )
            }
            armForBody(context)
            armForRest(context)
            react(to: state.receive(body: piece), context)
        case .end:
            boundaries.end()
            if lingerLimit == nil { timer.clear() }
            activity.hasBytes = false
            if state.isReceivingBody { reservation.finish() }
            react(to: state.receiveEnd(), context)
            allowHalfClosure(context)
        }
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        bodyStart = .now()
        // Nobody waits for what a page uploads.
        if Self.announcesBody(head), state.isBetweenRequests {
            let request = IncomingRequest(head, body: [])
            if let refusal = gate.refusal(of: request) {
                configuration.onRefusal?(RefusedRequest(request, status: refusal.status))
                return react(to: state.refuse(refusal, to: head), context)
            }
        }
        let reaction = state.receive(head: head)
        guard state.isReceivingBody else { return react(to: reaction, context) }
        let length = head.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
        reservation.begin(max(length, 0), grant: readOnWhenGranted(context))
        armForBody(context)
        react(to: reaction, context)
    }

    private static func announcesBody(_ head: HTTPRequestHead) -> Bool {
        head.headers.contains(name: "transfer-encoding")
            || head.headers.first(name: "content-length").map { $0 != "0" } ?? false
    }

    // MARK: Holding back

    /// How many requests may wait on one connection.
    private static let pipelined = 16

    /// Whether the connection must not be read: it waits for room, or owes enough already.
    private var isHeld: Bool {
        // What comes behind silence is only read for the client's end, and kept by nobody.
        if state.isSilent { return false }
        if state.isPassingBody { return passedBody?.isFull == true }
        return reservation.isQueued || reservation.owedBytes > WaitingBytes.small
            || reservation.owedCount >= Self.pipelined
    }

    func read(context: ChannelHandlerContext) {
        guard isHeld else { return context.read() }
        isReadPending = true
        // A client that waits for room is not slow.
        if reservation.isQueued || state.isPassingBody { timer.clear() }
    }

    private func readOn(_ context: ChannelHandlerContext) {
        guard isReadPending, !isHeld else { return }
        isReadPending = false
        context.read()
    }

    private func readOnWhenGranted(_ context: ChannelHandlerContext) -> @Sendable () -> Void {
        let bound = context.loopBound
        let loop = context.eventLoop
        let handler = NIOLoopBound(self, eventLoop: loop)
        return {
            loop.execute {
                handler.value.reservation.granted()
                guard bound.value.channel.isActive else { return }
                handler.value.bodyStart = .now()
                handler.value.armForBody(bound.value)
                handler.value.readOn(bound.value)
            }
        }
    }

    /// Gives the client time for the next piece, but not for ever: what has come must come fast enough.
    private func armForBody(_ context: ChannelHandlerContext) {
        let timeouts = configuration.timeouts
        if state.isPassingBody {
            // Whoever takes it may be slower than the client, so only silence says anything.
            if !owesContinue { arm(timeouts.body, context) }
            return
        }
        guard !reservation.isQueued, state.isReceivingBody else { return }
        let pace = BodyPace(patience: timeouts.body, rate: timeouts.bodyRate)
        let elapsed = Duration.nanoseconds((NIODeadline.now() - bodyStart).nanoseconds)
        arm(pace.timeLeft(received: reservation.received, elapsed: elapsed), context)
    }

    // MARK: Bodies on their way

    /// Hands a request on whose body flows.
    private func pass(
        _ request: IncomingRequest,
        _ start: ByteBuffer,
        length: Int?,
        expectsContinue: Bool,
        _ context: ChannelHandlerContext
    ) {
        let bound = context.loopBound
        let loop = context.eventLoop
        let handler = NIOLoopBound(self, eventLoop: loop)
        let body = IncomingBody(
            onDemand: { loop.execute { handler.value.sendContinue(bound.value) } },
            onRoom: { loop.execute { handler.value.readOnBody(bound.value) } }
        )
        reservation.pass()
        passedBody = body
        owesContinue = expectsContinue
        if start.readableBytes > 0 { body.receive(start) }
        var request = request
        request.flow = FlowingBody(body, length: length, expectsContinue: expectsContinue)
        // A client that waits to be told to go on is not slow.
        if expectsContinue { timer.clear() } else { armForBody(context) }
        context.fireChannelRead(wrapInboundOut(.request(request)))
    }

    /// Tells the client to go on, now that somebody asks for its body.
    private func sendContinue(_ context: ChannelHandlerContext) {
        guard owesContinue, state.isPassingBody, context.channel.isActive else { return }
        owesContinue = false
        writeHead(HTTPResponseHead(version: .http1_1, status: .continue), context)
        context.flush()
        armForBody(context)
    }

    private func readOnBody(_ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        armForBody(context)
        readOn(context)
    }

    private func breakOffBody() {
        passedBody?.breakOff()
        passedBody = nil
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
            writeHead(HTTPResponseHead(version: .http1_1, status: .continue), context)
            context.flush()
        case .deliver(let request):
            context.fireChannelRead(wrapInboundOut(.request(request)))
        case .deliverFlowing(let request, let start, let length, let expectsContinue):
            pass(request, start, length: length, expectsContinue: expectsContinue, context)
        case .pass(let piece):
            owesContinue = false
            passedBody?.receive(piece)
        case .endBody:
            passedBody?.end()
            passedBody = nil
        case .breakOff:
            breakOffBody()
            context.close(promise: nil)
        case .refuse(let reply):
            reservation.abandon()
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
            reservation.answered()
            defer { readOn(context) }
            let replies = state.answer(answer)
            for reply in replies.dropLast() { write(reply, promise: nil, context) }
            guard let last = replies.last else {
                promise?.succeed()
                return
            }
            write(last, promise: promise, context)
        case .head(let answer):
            guard let head = state.begin(answer) else {
                promise?.fail(ChannelError.operationUnsupported)
                return
            }
            writeHead(head, promise: promise, context)
        case .piece(let piece, let written):
            pass(state.pass(piece), written: written, promise: promise, context)
        case .endOfBody: endFlow(promise: promise, context)
        case .acceptSocket(let farewell): becomeSocket(telling: farewell, promise: promise, context)
        case .keepSilent:
            // The requests are there until the connection ends, and so is their room.
            reservation.abandon()
            timer.clear()
            if state.keepSilent() { context.close(promise: nil) }
            promise?.succeed()
            readOn(context)
        case .drop(let reset): context.drop(reset: reset, promise: promise)
        case .message(_, let written):
            written?.resolve(.failure(ChannelError.operationUnsupported))
            promise?.fail(ChannelError.operationUnsupported)
        case .ping, .pong, .close: promise?.fail(ChannelError.operationUnsupported)
        }
    }

    private func pass(
        _ piece: [UInt8],
        written: OneShot<Result<Void, any Error>>,
        promise: EventLoopPromise<Void>?,
        _ context: ChannelHandlerContext
    ) {
        let passed = promise ?? context.eventLoop.makePromise()
        passed.futureResult.whenComplete { written.resolve($0) }
        guard !piece.isEmpty else { return passed.succeed() }
        let body = context.channel.allocator.buffer(bytes: piece)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: passed)
    }

    private func endFlow(promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext) {
        reservation.answered()
        defer { readOn(context) }
        guard let (ending, refusal) = state.endFlow() else {
            return context.drop(reset: false, promise: promise)
        }
        writeEnd(ending, promise: refusal == nil ? promise : nil, context)
        if let refusal { write(refusal, promise: promise, context) }
    }

    private func write(
        _ reply: HTTPConnectionState.Reply,
        promise: EventLoopPromise<Void>?,
        _ context: ChannelHandlerContext
    ) {
        writeHead(reply.head, context)
        if !reply.body.isEmpty {
            let body = context.channel.allocator.buffer(bytes: reply.body)
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        }
        writeEnd(reply.ending, promise: promise, context)
    }

    private func writeHead(
        _ head: HTTPResponseHead,
        promise: EventLoopPromise<Void>? = nil,
        _ context: ChannelHandlerContext
    ) {
        boundaries.isWritingHead = true
        context.write(wrapOutboundOut(.head(head)), promise: promise)
        boundaries.isWritingHead = false
    }

    private func writeEnd(
        _ ending: HTTPConnectionState.Reply.Ending,
        promise: EventLoopPromise<Void>?,
        _ context: ChannelHandlerContext
    ) {
        let written = promise ?? context.eventLoop.makePromise()
        context.write(wrapOutboundOut(.end(nil)), promise: written)
        let bound = context.loopBound
        written.futureResult.assumeIsolated().whenSuccess { [self] in
            finish(ending, bound.value)
        }
    }

    /// What follows an answer that is on its way.
    private func finish(
        _ ending: HTTPConnectionState.Reply.Ending,
        _ context: ChannelHandlerContext
    ) {
        switch ending {
        case .keepOpen:
            allowHalfClosure(context)
            if state.isIdle { arm(configuration.timeouts.idle, context) }
        case .close: context.close(promise: nil)
        case .linger:
            context.close(mode: .output, promise: nil)
            lingerLimit = .now() + TimeAmount(configuration.timeouts.body)
            linger(context)
            readOn(context)
        }
    }

    /// Waits a little longer for a client that goes on sending, so that it gets to reading its answer.
    private func armForRest(_ context: ChannelHandlerContext) {
        guard let lingerLimit, .now() < lingerLimit else { return }
        linger(context)
    }

    private func linger(_ context: ChannelHandlerContext) {
        timer.set(configuration.timeouts.close, context) { $0.close(promise: nil) }
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

    private func becomeSocket(
        telling farewell: OneShot<SocketFarewell>,
        promise: EventLoopPromise<Void>?,
        _ context: ChannelHandlerContext
    ) {
        guard let request = state.acceptSocket() else {
            promise?.fail(ChannelError.operationUnsupported)
            return
        }
        timer.cancel()
        do {
            guard let head = WebSocketHandshake.answer(to: request) else {
                throw ChannelError.operationUnsupported
            }
            try becomeSocket(answering: head, telling: farewell, context)
            promise?.succeed()
        } catch {
            promise?.fail(error)
            context.close(promise: nil)
        }
    }

    /// Writes the 101 and changes handlers, all in one turn of the event loop, so that no frame of either side
    /// meets a pipeline that is half changed.
    private func becomeSocket(
        answering head: HTTPResponseHead,
        telling farewell: OneShot<SocketFarewell>,
        _ context: ChannelHandlerContext
    ) throws {
        writeHead(head, context)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        let pipeline = context.pipeline.syncOperations
        try pipeline.addHandler(
            WebSocketConnectionHandler(configuration: configuration, farewell: farewell),
            position: .before(self)
        )
        let old: [any RemovableChannelHandler] = [
            self, try pipeline.handler(type: HTTPResponseEncoder.self),
            try pipeline.handler(type: ExactHeadHandler.self),
            try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self),
        ]
        for handler in old { pipeline.removeHandler(handler, promise: nil) }
        // The news came before there was anybody who could close a WebSocket.
        if state.isStopping { pipeline.fireUserInboundEventTriggered(ServerStopping()) }
    }
}
