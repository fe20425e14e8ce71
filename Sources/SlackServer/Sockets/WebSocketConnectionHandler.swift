import NIOCore
import RepriseFloor
import SlackWire
import WebSocketCodec

/// Carries a WebSocket on the channel's event loop: a shell around ``WebSocketEndpoint``, which knows all the rules.
final class WebSocketConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ConnectionEvent
    typealias OutboundIn = ConnectionCommand
    typealias OutboundOut = ByteBuffer

    /// Somebody who waits until what he sent is on its way.
    private struct Sender {
        var promise: EventLoopPromise<Void>?
        var written: OneShot<Result<Void, any Error>>?

        func resolve(_ result: Result<Void, any Error>) {
            promise?.completeWith(result)
            written?.resolve(result)
        }
    }

    /// As much as goes to the channel at once, so that a client which takes some of it is seen to.
    private static let piece = 1 << 16

    private let configuration: SlackServerConfiguration
    /// Who is told how the client's side ends, whether he takes its events or not.
    private let farewell: OneShot<SocketFarewell>
    private var link: WebSocketEndpoint
    private var senders = FIFO<Sender>()
    private let timer = LazyTimer()
    /// The deadline of the endpoint's that the timer is set for.
    private var armedFor: Int64?
    /// Whether what the client says counts no more: one of the two has said goodbye.
    private var isDeaf = false
    /// Whether events have been passed on that the pipeline does not know to be all for now.
    private var hasDelivered = false
    private var isClosing = false
    private var isHalfClosed = false
    /// The socket's place in the watch over what clients read.
    private var reading: Int?

    init(configuration: SlackServerConfiguration, farewell: OneShot<SocketFarewell>) {
        self.configuration = configuration
        self.farewell = farewell
        link = WebSocketEndpoint(configuration.link, now: Self.now)
    }

    private static var now: Int64 { Int64(NIODeadline.now().uptimeNanoseconds) }

    // MARK: Life

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        let ports = channel.localAddress?.port.flatMap { own in
            channel.remoteAddress?.port.map { SocketReading.Ports(own: own, peer: $0) }
        }
        reading = configuration.reading?.begin(ports)
        arm(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer.cancel()
        farewell.resolve(SocketFarewell())
        failSenders(.ioOnClosedChannel)
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer.cancel()
        isClosing = true
        link.readEnded(.closed)
        takeActions(context)
        watch { $0.end(.endedByClient) }
        farewell.resolve(SocketFarewell())
        failSenders(.ioOnClosedChannel)
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ServerStopping {
            end(code: 1001, reason: "the server is stopping", tellsTransport: true, context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A broken connection.
        link.readEnded(.readFailed("\(error)"))
        goOn(context)
    }

    // MARK: Reading

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        unwrapInboundIn(data).withUnsafeReadableBytes { buffer in
            let bytes = buffer.bytes
            var offset = 0
            // How much is read ahead of the transport is up to the channel, which is not read meanwhile.
            while let action = link.next(in: bytes, from: &offset, hasRoom: true, now: Self.now) {
                perform(action, context)
            }
        }
        // The pipeline says by itself when this was all.
        hasDelivered = false
        settle(context)
    }

    /// Takes what the endpoint says since something else than bytes came.
    private func takeActions(_ context: ChannelHandlerContext) {
        while let action = link.next(hasRoom: true, now: Self.now) { perform(action, context) }
        if hasDelivered {
            hasDelivered = false
            context.fireChannelReadComplete()
        }
    }

    private func perform(_ action: WebSocketEndpoint.Action, _ context: ChannelHandlerContext) {
        switch action {
        case .message(let message):
            let kind: SocketMessage.Kind = message.kind == .text ? .text : .binary
            deliver(.message(SocketMessage(kind: kind, bytes: message.bytes)), context)
        case .ping(let payload): deliver(.ping(payload), context)
        case .pong(let payload): receive(pong: payload, context)
        case .written(let count):
            for _ in 0..<count { senders.popFirst()?.resolve(.success(())) }
        case .unwritten: failSenders(.ioOnClosedChannel)
        case .ended(let end): ended(end, context)
        }
    }

    private func deliver(_ event: ConnectionEvent, _ context: ChannelHandlerContext) {
        guard !isDeaf else { return }
        hasDelivered = true
        context.fireChannelRead(wrapInboundOut(event))
    }

    private func ended(_ end: WebSocketEndpoint.End, _ context: ChannelHandlerContext) {
        switch end {
        case .byPeer(let close):
            watch { $0.end(.endedByClient) }
            tellTransport(code: close.code, reason: close.reason, context)
        case .byThisEnd: watch { $0.end(.endedByClient, answered: true) }
        case .unanswered: break
        case .violation(let violation):
            watch { $0.end(.endedByServer) }
            tellTransport(code: violation.closeCode, reason: violation.description, context)
        case .lost(.stalled(let time), _):
            watch { $0.end(.endedByServer) }
            let reason = "the client has taken nothing of what it was sent for \(time)"
            tellTransport(code: 1001, reason: reason, context)
        case .lost:
            watch { $0.end(.endedByClient) }
        }
    }

    private func tellTransport(code: UInt16?, reason: String, _ context: ChannelHandlerContext) {
        guard !isDeaf else { return }
        farewell.resolve(SocketFarewell(code: code ?? 1000, reason: reason))
        deliver(.closed, context)
        isDeaf = true
    }

    private func failSenders(_ error: ChannelError) {
        while let sender = senders.popFirst() { sender.resolve(.failure(error)) }
    }

    // MARK: Writing

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .message(let message, let written) where link.isOpen:
            let sender = Sender(promise: promise, written: written)
            send(sender, context) { link throws(WebSocketConnection.SendError) in
                let kind: WebSocketMessage.Kind = message.kind == .text ? .text : .binary
                try link.send(WebSocketMessage(kind, message.bytes), now: Self.now)
            }
            if let ping = watch({ $0.send() }) ?? nil { self.ping(ping, context) }
        case .ping(let payload) where link.isOpen: ping(payload, context, promise)
        case .pong(let payload) where link.isOpen:
            send(Sender(promise: promise), context) { link throws(WebSocketConnection.SendError) in
                try link.pong(payload, now: Self.now)
            }
        case .close(let code, let reason):
            end(code: code, reason: reason, tellsTransport: false, context)
            promise?.succeed()
        case .drop(let reset):
            watch { $0.end(.endedByServer) }
            isClosing = true
            link.breakOff("the transport's connection was lost")
            takeActions(context)
            timer.cancel()
            context.drop(reset: reset, promise: promise)
        case .message(_, let written):
            // What comes after the goodbye is lost, as it is when the two cross on the wire.
            Sender(promise: promise, written: written).resolve(.success(()))
        case .piece(_, let written):
            Sender(promise: promise, written: written).resolve(.success(()))
        case .ping, .pong, .answer, .head, .endOfBody, .keepSilent, .acceptSocket:
            promise?.succeed()
        }
    }

    func flush(context: ChannelHandlerContext) {
        goOn(context)
    }

    private func ping(
        _ payload: [UInt8],
        _ context: ChannelHandlerContext,
        _ promise: EventLoopPromise<Void>? = nil
    ) {
        send(Sender(promise: promise), context) { link throws(WebSocketConnection.SendError) in
            try link.ping(payload, now: Self.now)
        }
    }

    private func send(
        _ sender: Sender,
        _ context: ChannelHandlerContext,
        _ frame: (inout WebSocketEndpoint) throws(WebSocketConnection.SendError) -> Void
    ) {
        do throws(WebSocketConnection.SendError) {
            try frame(&link)
            senders.append(sender)
        } catch {
            // Not what Slack could have sent.
            sender.resolve(.failure(error))
            let reason = "reprise_protocol: what was to be sent is no WebSocket traffic: \(error)"
            end(code: 1011, reason: reason, tellsTransport: true, context)
        }
    }

    /// Says goodbye, and gives the client some time to do so too.
    private func end(
        code: UInt16?,
        reason: String,
        tellsTransport: Bool,
        _ context: ChannelHandlerContext
    ) {
        guard link.isOpen else { return }
        watch { $0.end(.endedByServer) }
        if tellsTransport { tellTransport(code: code, reason: reason, context) }
        isDeaf = true
        link.close(WebSocketClose(code: code, reason: reason), now: Self.now)
        goOn(context)
    }

    /// Takes what the endpoint says, and does what it wants of the channel.
    private func goOn(_ context: ChannelHandlerContext) {
        takeActions(context)
        settle(context)
    }

    private func settle(_ context: ChannelHandlerContext) {
        if link.hasOutgoing, !isClosing {
            while link.hasOutgoing { writePiece(context) }
            context.flush()
        }
        if isClosing { return }
        if link.isOver {
            isClosing = true
            timer.cancel()
            context.close(promise: nil)
        } else if link.wantsHalfClose, !isHalfClosed {
            isHalfClosed = true
            context.close(mode: .output, promise: nil)
        }
        if !isClosing { arm(context) }
    }

    private func writePiece(_ context: ChannelHandlerContext) {
        var buffer = ByteBuffer()
        let count = link.takeOutgoing { bytes in
            let piece = UnsafeRawBufferPointer(rebasing: bytes.prefix(Self.piece))
            buffer = context.channel.allocator.buffer(bytes: piece)
            return piece.count
        }
        let bound = context.loopBound
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { [self] result in
            wrote(count, result, bound.value)
        }
        context.write(wrapOutboundOut(buffer), promise: promise)
    }

    private func wrote(
        _ count: Int,
        _ result: Result<Void, any Error>,
        _ context: ChannelHandlerContext
    ) {
        switch result {
        case .success: link.wrote(count, now: Self.now)
        case .failure(let error): link.writeFailed("\(error)", now: Self.now)
        }
        takeActions(context)
        // Within a flush there is somebody who settles the rest.
        if !isClosing, link.isOver || link.wantsHalfClose { settle(context) }
    }

    // MARK: What the client has read

    private func receive(pong payload: [UInt8], _ context: ChannelHandlerContext) {
        guard let ping = watch({ $0.receive(pong: payload) }) ?? nil, link.isOpen else { return }
        self.ping(ping, context)
    }

    /// Tells whoever watches; `nil` if nobody does.
    @discardableResult
    private func watch<Result: Sendable>(_ body: (inout SocketReading) -> Result) -> Result? {
        guard let reading else { return nil }
        return configuration.reading?.change(reading, body)
    }

    // MARK: Time

    private func arm(_ context: ChannelHandlerContext) {
        let deadline = link.deadline
        if deadline == armedFor { return }
        armedFor = deadline
        if deadline == .max { return timer.clear() }
        timer.set(.nanoseconds(max(deadline - Self.now, 0)), context) { [unowned self] context in
            armedFor = nil
            link.timePassed(now: Self.now)
            // Whatever has come has been looked at when it came.
            link.readNothing()
            goOn(context)
        }
    }
}

extension SlackServerConfiguration {
    /// What a WebSocket of a client puts up with.
    ///
    /// What is sent to it is the transport's, whatever its size, and so are pongs.
    fileprivate var link: WebSocketEndpoint.Settings {
        var link = WebSocketEndpoint.Settings(role: .server, messageLimit: limits.messageBytes)
        link.sendLimit = .max
        link.answersPings = false
        link.closeTimeout = timeouts.close
        link.writeTimeout = timeouts.write
        // Some clients take silence for death.
        link.keepAlive = keepAlivePing.map { .humming(after: $0) }
        return link
    }
}
