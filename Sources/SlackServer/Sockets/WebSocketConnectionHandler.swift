import NIOCore
import NIOWebSocket
import RepriseFloor
import SlackWire

/// Reads and writes a WebSocket's frames on the channel's event loop: a shell around ``MessageAssembly`` and
/// ``WebSocketConnectionState``.
final class WebSocketConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = WebSocketFrame
    typealias InboundOut = ConnectionEvent
    typealias OutboundIn = ConnectionCommand
    typealias OutboundOut = WebSocketFrame

    private let configuration: SlackServerConfiguration
    private var assembly: MessageAssembly
    private var state = WebSocketConnectionState.open
    private var lastWrite = NIODeadline.now()
    private var pingTimer: Scheduled<Void>?
    private var closeTimer: Scheduled<Void>?
    /// The socket's place in the watch over what clients read.
    private var reading: Int?

    init(configuration: SlackServerConfiguration) {
        self.configuration = configuration
        assembly = MessageAssembly(limit: configuration.limits.messageBytes)
    }

    // MARK: Life

    func handlerAdded(context: ChannelHandlerContext) {
        armPing(context)
        let channel = context.channel
        let ports = channel.localAddress?.port.flatMap { own in
            channel.remoteAddress?.port.map { SocketReading.Ports(own: own, peer: $0) }
        }
        reading = configuration.reading?.begin(ports)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        cancelTimers()
    }

    func channelInactive(context: ChannelHandlerContext) {
        cancelTimers()
        watch { $0.end(.endedByClient) }
        context.fireChannelInactive()
    }

    private func cancelTimers() {
        pingTimer?.cancel()
        closeTimer?.cancel()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ServerStopping {
            end(code: 1001, reason: "the server is stopping", tellsPump: true, context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    // MARK: Reading

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let outcome = assembly.receive(MessageAssembly.Frame(unwrapInboundIn(data)))
        switch outcome {
        case .nothing: break
        case .message(let message) where state == .open: deliver(.message(message), context)
        case .ping(let payload) where state == .open: deliver(.ping(payload), context)
        case .message, .ping: break
        case .pong(let payload): receive(pong: payload, context)
        case .close(let code, let reason): receiveClose(code: code, reason: reason, context)
        case .violation(let code, let reason): fail(code: code, reason: reason, context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error as? NIOWebSocketError {
        case .invalidFrameLength:
            let limit = configuration.limits.messageBytes
            fail(code: 1009, reason: "a frame is longer than \(limit) bytes", context)
        case .fragmentedControlFrame, .multiByteControlFrameLength:
            let reason = "a control frame is fragmented or longer than 125 bytes"
            fail(code: 1002, reason: reason, context)
        case nil:
            // A broken connection; its end follows.
            context.close(promise: nil)
        }
    }

    private func deliver(_ event: ConnectionEvent, _ context: ChannelHandlerContext) {
        context.fireChannelRead(wrapInboundOut(event))
    }

    private func receiveClose(code: UInt16?, reason: String, _ context: ChannelHandlerContext) {
        watch { [state] in $0.end(.endedByClient, answered: state == .closing) }
        switch state.receiveClose() {
        case .ignore: break
        case .close: context.close(promise: nil)
        case .answer:
            deliver(.closed(code: code, reason: reason), context)
            write(.connectionClose, Self.closePayload(code: code, reason: ""), context)
            context.flush()
            context.close(promise: nil)
        }
    }

    /// Ends the connection because of what the client sent.
    private func fail(code: UInt16, reason: String, _ context: ChannelHandlerContext) {
        end(code: code, reason: reason, tellsPump: true, context)
        // Nothing the client says after this counts, its close frame included.
        state = .closed
        context.close(mode: .output, promise: nil)
    }

    /// Says goodbye, and gives the client some time to do so too.
    private func end(
        code: UInt16?,
        reason: String,
        tellsPump: Bool,
        _ context: ChannelHandlerContext
    ) {
        guard state.beginClose() else { return }
        watch { $0.end(.endedByServer) }
        write(.connectionClose, Self.closePayload(code: code, reason: reason), context)
        context.flush()
        if tellsPump {
            deliver(.closed(code: code, reason: reason), context)
            context.fireChannelReadComplete()
        }
        let bound = context.loopBound
        closeTimer = context.eventLoop.assumeIsolated().scheduleTask(
            in: TimeAmount(configuration.timeouts.close)
        ) { bound.value.close(promise: nil) }
    }

    // MARK: Writing

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let command = unwrapOutboundIn(data)
        switch command {
        case .message(let message, let written) where state == .open:
            let promise = promise ?? context.eventLoop.makePromise()
            if let written { promise.futureResult.whenComplete { written.resolve($0) } }
            write(message.kind == .text ? .text : .binary, message.bytes, context, promise)
            if let ping = watch({ $0.send() }) ?? nil { write(.ping, ping, context) }
        case .ping(let payload) where state == .open: write(.ping, payload, context, promise)
        case .pong(let payload) where state == .open: write(.pong, payload, context, promise)
        case .close(let code, let reason):
            end(code: code, reason: reason, tellsPump: false, context)
            promise?.succeed()
        case .drop(let reset):
            state = .closed
            watch { $0.end(.endedByServer) }
            context.drop(reset: reset, promise: promise)
        case .message(_, let written):
            // What comes after the goodbye is lost, as it is when the two cross on the wire.
            written?.resolve(.success(()))
            promise?.succeed()
        case .piece(_, let written):
            written.resolve(.success(()))
            promise?.succeed()
        case .ping, .pong, .answer, .head, .endOfBody, .keepSilent, .acceptSocket:
            promise?.succeed()
        }
    }

    private func write(
        _ opcode: WebSocketOpcode,
        _ payload: [UInt8],
        _ context: ChannelHandlerContext,
        _ promise: EventLoopPromise<Void>? = nil
    ) {
        lastWrite = .now()
        let data = context.channel.allocator.buffer(bytes: payload)
        let frame = WebSocketFrame(fin: true, opcode: opcode, data: data)
        context.write(wrapOutboundOut(frame), promise: promise)
    }

    private static func closePayload(code: UInt16?, reason: String) -> [UInt8] {
        guard let code, MessageAssembly.isValid(code: code) else { return [] }
        var text = reason[...]
        while text.utf8.count > 123 { text.removeLast() }
        return [UInt8(code >> 8), UInt8(code & 0xff)] + text.utf8
    }

    // MARK: What the client has read

    private func receive(pong payload: [UInt8], _ context: ChannelHandlerContext) {
        guard let ping = watch({ $0.receive(pong: payload) }) ?? nil, state == .open else { return }
        write(.ping, ping, context)
        context.flush()
    }

    /// Tells whoever watches; `nil` if nobody does.
    @discardableResult
    private func watch<Result: Sendable>(_ body: (inout SocketReading) -> Result) -> Result? {
        guard let reading else { return nil }
        return configuration.reading?.change(reading, body)
    }

    // MARK: Keep-alive

    /// Pings when nothing was sent for a while, because some clients take silence for death.
    private func armPing(_ context: ChannelHandlerContext) {
        guard let interval = configuration.keepAlivePing else { return }
        let bound = context.loopBound
        let due = lastWrite + TimeAmount(interval)
        pingTimer = context.eventLoop.assumeIsolated().scheduleTask(deadline: due) { [self] in
            guard state == .open else { return }
            if lastWrite + TimeAmount(interval) <= .now() {
                write(.ping, [], bound.value)
                bound.value.flush()
            }
            armPing(bound.value)
        }
    }
}

extension MessageAssembly.Frame {
    init(_ frame: WebSocketFrame) {
        self.init(
            isFinal: frame.fin,
            hasReservedBits: frame.rsv1 || frame.rsv2 || frame.rsv3,
            opcode: UInt8(webSocketOpcode: frame.opcode),
            isMasked: frame.maskKey != nil,
            payload: Array(buffer: frame.unmaskedData)
        )
    }
}
