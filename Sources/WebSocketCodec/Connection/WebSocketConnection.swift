import RepriseFloor

/// One end of an open WebSocket: messages in and out, pongs, and the goodbye of both sides.
///
/// A value without I/O. Feed it what arrives with ``next(in:from:using:)`` and ``ended()``; write what
/// it wants written with ``withOutgoing(_:)`` and tell it with ``wrote(_:)``. It is for whoever owns the
/// connection to close it once ``isFinished`` is true and nothing is left to write.
public struct WebSocketConnection: Sendable {
    /// What happened.
    public enum Event: Sendable, Hashable {
        /// A whole message came.
        case message(WebSocketMessage)
        /// A ping came; its pong is already among the outgoing bytes, unless this end was made not to answer.
        case ping([UInt8])
        /// A pong came.
        case pong([UInt8])
        /// The end; nothing comes after it.
        case ended(End)
    }

    /// How it ended.
    public enum End: Sendable, Hashable {
        /// The peer said goodbye first; this end has answered.
        case byPeer(WebSocketClose)
        /// This end said goodbye, and the peer answered.
        case byThisEnd(WebSocketClose)
        /// The peer broke the protocol and was told so.
        case violation(WebSocketViolation)
        /// The connection ended without a goodbye; `true` if in the middle of a message.
        case lost(insideMessage: Bool)
    }

    /// Why something cannot be sent.
    public enum SendError: Error, Sendable, Hashable {
        /// Goodbye has been said.
        case closed
        /// The message is larger than the limit.
        case messageTooLarge(limit: Int)
        /// The text is not UTF-8.
        case invalidUTF8
        /// A ping or pong of more than 125 bytes.
        case longPing
        /// A close code that may not be sent.
        case invalidCloseCode(UInt16)
    }

    private enum Phase {
        /// Both sides may speak.
        case open
        /// This end said goodbye and waits for the peer's.
        case closing(WebSocketClose)
        /// Both have said goodbye, or the connection is gone.
        case finished
    }

    /// The most bytes a message that comes may have.
    public let messageLimit: Int
    /// The most bytes a message that is sent may have.
    public let sendLimit: Int
    private let answersPings: Bool
    private let encoder: WebSocketEncoder
    private var decoder: WebSocketDecoder
    private var phase = Phase.open
    private var outgoing: [UInt8] = []
    private var written = 0
    private var owedPong: [UInt8]?

    /// While more than this waits to be written, only the last ping is answered, and later.
    ///
    /// RFC 6455 §5.5.3 allows that; otherwise a peer that pings and never reads would fill the memory.
    private static let pongBacklog = 1 << 16

    /// Makes one end of a connection whose handshake is done.
    ///
    /// - Parameters:
    ///   - role: Which end this is.
    ///   - messageLimit: The most bytes a message that comes may have.
    ///   - sendLimit: The most bytes a message that is sent may have; `nil` for the same.
    ///   - answersPings: Whether pings are answered by themselves.
    public init(
        role: WebSocketRole,
        messageLimit: Int,
        sendLimit: Int? = nil,
        answersPings: Bool = true
    ) {
        self.messageLimit = messageLimit
        self.sendLimit = sendLimit ?? messageLimit
        self.answersPings = answersPings
        encoder = WebSocketEncoder(role: role)
        decoder = WebSocketDecoder(role: role, messageLimit: messageLimit)
    }

    /// Whether messages can still be sent.
    public var isOpen: Bool {
        if case .open = phase { true } else { false }
    }

    /// Whether the conversation is over, apart from bytes that are still to be written.
    public var isFinished: Bool {
        if case .finished = phase { true } else { false }
    }
}

// MARK: - Receiving

extension WebSocketConnection {
    /// Takes bytes from `input`, beginning at `offset`, up to the end of the next event.
    ///
    /// - Returns: The event, or `nil` when all bytes are taken.
    /// - Complexity: O(*n*) in the number of bytes taken.
    public mutating func next(
        in input: RawSpan,
        from offset: inout Int,
        using generator: inout any RandomNumberGenerator
    ) -> Event? {
        if isFinished {
            offset = input.byteCount
            return nil
        }
        do throws(WebSocketViolation) {
            switch try decoder.next(in: input, from: &offset) {
            case nil: return nil
            case .message(let message): return .message(message)
            case .pong(let payload): return .pong(payload)
            case .ping(let payload):
                answer(ping: payload, using: &generator)
                return .ping(payload)
            case .close(let close): return .ended(goodbye(close, using: &generator))
            }
        } catch {
            return .ended(refuse(error, using: &generator))
        }
    }

    /// Takes the news that the connection is gone; gives the end unless it was told before.
    public mutating func ended() -> Event? {
        defer {
            phase = .finished
            outgoing = []
            written = 0
        }
        return isFinished ? nil : .ended(.lost(insideMessage: decoder.isInsideMessage))
    }

    private mutating func answer(
        ping payload: [UInt8],
        using generator: inout any RandomNumberGenerator
    ) {
        guard isOpen, answersPings else { return }
        if outgoingCount > Self.pongBacklog {
            owedPong = payload
        } else {
            owedPong = nil
            encoder.appendPong(payload, to: &outgoing, using: &generator)
        }
    }

    private mutating func goodbye(
        _ close: WebSocketClose,
        using generator: inout any RandomNumberGenerator
    ) -> End {
        defer { phase = .finished }
        if case .closing(let ours) = phase { return .byThisEnd(ours) }
        encoder.append(WebSocketClose(code: close.code), to: &outgoing, using: &generator)
        return .byPeer(close)
    }

    private mutating func refuse(
        _ violation: WebSocketViolation,
        using generator: inout any RandomNumberGenerator
    ) -> End {
        if isOpen {
            let close = WebSocketClose(
                code: violation.closeCode,
                reason: violation.reason.wording
            )
            encoder.append(close, to: &outgoing, using: &generator)
        }
        phase = .finished
        return .violation(violation)
    }
}

// MARK: - Sending

extension WebSocketConnection {
    /// Puts a message among the outgoing bytes, in one frame.
    ///
    /// - Throws: ``SendError``; nothing is sent then.
    public mutating func send(
        _ message: WebSocketMessage,
        using generator: inout any RandomNumberGenerator
    ) throws(SendError) {
        guard isOpen else { throw .closed }
        if message.bytes.count > sendLimit { throw .messageTooLarge(limit: sendLimit) }
        if message.kind == .text, !message.bytes.span.bytes.isUTF8 { throw .invalidUTF8 }
        encoder.append(message.kind, message.bytes, to: &outgoing, using: &generator)
    }

    /// Puts a ping among the outgoing bytes.
    ///
    /// - Throws: ``SendError``; nothing is sent then.
    public mutating func ping(
        _ payload: [UInt8],
        using generator: inout any RandomNumberGenerator
    ) throws(SendError) {
        guard isOpen else { throw .closed }
        if payload.count > WebSocketEncoder.controlPayloadLimit { throw .longPing }
        encoder.appendPing(payload, to: &outgoing, using: &generator)
    }

    /// Puts a pong among the outgoing bytes.
    ///
    /// - Throws: ``SendError``; nothing is sent then.
    public mutating func pong(
        _ payload: [UInt8],
        using generator: inout any RandomNumberGenerator
    ) throws(SendError) {
        guard isOpen else { throw .closed }
        if payload.count > WebSocketEncoder.controlPayloadLimit { throw .longPing }
        encoder.appendPong(payload, to: &outgoing, using: &generator)
    }

    /// Says goodbye; the end comes with the peer's answer.
    ///
    /// - Throws: ``SendError``; nothing is sent then.
    public mutating func close(
        _ close: WebSocketClose,
        using generator: inout any RandomNumberGenerator
    ) throws(SendError) {
        guard isOpen else { throw .closed }
        if let code = close.code, !WebSocketClose.isSendable(code) {
            throw .invalidCloseCode(code)
        }
        encoder.append(close, to: &outgoing, using: &generator)
        phase = .closing(close)
    }

    /// How many bytes wait to be written.
    public var outgoingCount: Int { outgoing.count - written }

    /// Shows the bytes that wait to be written.
    public func withOutgoing<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        // The standard library's withUnsafeBytes does not carry a typed error, a span's does.
        try outgoing.span.bytes.extracting(written...).withUnsafeBytes(body)
    }

    /// Takes the first `count` outgoing bytes off, because they were written.
    public mutating func wrote(
        _ count: Int,
        using generator: inout any RandomNumberGenerator
    ) {
        written += count
        if written == outgoing.count {
            outgoing.removeAll(keepingCapacity: outgoing.capacity <= 1 << 16)
            written = 0
        } else if written > 1 << 20 {
            outgoing.removeSubrange(..<written)
            written = 0
        }
        if let payload = owedPong, outgoingCount <= Self.pongBacklog, isOpen {
            owedPong = nil
            encoder.appendPong(payload, to: &outgoing, using: &generator)
        }
    }
}
