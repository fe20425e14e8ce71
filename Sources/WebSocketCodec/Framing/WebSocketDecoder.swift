import RepriseFloor

/// Turns the bytes of a connection into messages and control frames.
///
/// A value without I/O: bytes go in as they arrive, in pieces of any size, and each call takes at most
/// one event out. It keeps only what belongs to an unfinished message, and refuses a peer's mistake at
/// the first byte that shows it; from then on it gives the same error for ever.
public struct WebSocketDecoder: Sendable {
    /// What a peer said.
    public enum Event: Sendable, Hashable {
        /// A whole message.
        case message(WebSocketMessage)
        /// A ping, to be answered by a pong with the same payload.
        case ping([UInt8])
        /// A pong.
        case pong([UInt8])
        /// The peer's goodbye; whatever follows it is ignored.
        case close(WebSocketClose)
    }

    private enum State {
        /// Between frames, or inside a header.
        case header
        /// `done` bytes of a frame's payload have come.
        case payload(FrameHeader, done: Int)
        /// The peer said goodbye.
        case closed
        /// The peer broke the protocol.
        case failed(WebSocketViolation)
    }

    /// The data message that is being put together.
    private struct Assembly {
        var message: WebSocketMessage
        var text = UTF8Validator()
    }

    private let messageLimit: Int
    private var parser: FrameHeaderParser
    private var state = State.header
    private var assembly: Assembly?
    private var control: [UInt8] = []

    /// How many bytes have been taken so far.
    public private(set) var position = 0

    /// Whether a frame or a message has begun and not ended.
    public var isInsideMessage: Bool {
        switch state {
        case .header: assembly != nil || !parser.isAtStart
        case .payload: true
        case .closed, .failed: false
        }
    }

    /// Makes a decoder for what arrives at an end of this role.
    ///
    /// - Parameters:
    ///   - role: Which end this is.
    ///   - messageLimit: The most bytes one message may have, fragments together.
    public init(role: WebSocketRole, messageLimit: Int) {
        self.messageLimit = messageLimit
        parser = FrameHeaderParser(role: role)
    }

    /// Takes bytes from `input`, beginning at `offset`, up to the end of the next event.
    ///
    /// - Parameters:
    ///   - input: What was received.
    ///   - offset: Where to begin; afterwards, the first byte that was not taken.
    /// - Returns: The event, or `nil` when all bytes are taken and more are needed.
    /// - Throws: ``WebSocketViolation``, now and at every later call.
    /// - Complexity: O(*n*) in the number of bytes taken.
    public mutating func next(
        in input: RawSpan,
        from offset: inout Int
    ) throws(WebSocketViolation) -> Event? {
        while true {
            switch state {
            case .header:
                guard let header = try header(in: input, from: &offset) else { return nil }
                try begin(header)
                state = .payload(header, done: 0)
            case .payload(let header, let done):
                let taken = min(header.length - done, input.byteCount - offset)
                if taken > 0 { try take(taken, of: header, done: done, input, offset) }
                offset += taken
                position += taken
                if done + taken < header.length {
                    state = .payload(header, done: done + taken)
                    return nil
                }
                state = .header
                if let event = try finish(header) { return event }
            case .closed:
                position += input.byteCount - offset
                offset = input.byteCount
                return nil
            case .failed(let violation):
                throw violation
            }
        }
    }

    private mutating func fail(
        _ reason: WebSocketViolation.Reason,
        at position: Int
    ) -> WebSocketViolation {
        let violation = WebSocketViolation(reason, at: position)
        state = .failed(violation)
        assembly = nil
        control = []
        return violation
    }

    private mutating func header(
        in input: RawSpan,
        from offset: inout Int
    ) throws(WebSocketViolation) -> FrameHeader? {
        while offset < input.byteCount {
            let byte = input.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
            do throws(FrameHeaderParser.Refusal) {
                let header = try parser.push(byte)
                offset += 1
                position += 1
                if let header { return header }
            } catch {
                throw fail(error.reason, at: position)
            }
        }
        return nil
    }

    /// Checks a header against the message under way and makes room for its payload.
    private mutating func begin(_ header: FrameHeader) throws(WebSocketViolation) {
        switch header.opcode {
        case .continuation:
            if assembly == nil { throw fail(.unexpectedContinuation, at: position) }
        case .text, .binary:
            if assembly != nil { throw fail(.interruptedMessage, at: position) }
            let kind: WebSocketMessage.Kind = header.opcode == .text ? .text : .binary
            assembly = Assembly(message: WebSocketMessage(kind, []))
        case .close, .ping, .pong:
            control.reserveCapacity(header.length)
            return
        }
        let held = assembly?.message.bytes.count ?? 0
        if header.length > messageLimit - held {
            throw fail(.messageTooLarge(limit: messageLimit), at: position)
        }
        // A peer may announce much and send little, so only a small promise is believed at once.
        if held == 0 { assembly?.message.bytes.reserveCapacity(min(header.length, 1 << 16)) }
    }

    private mutating func take(
        _ count: Int,
        of header: FrameHeader,
        done: Int,
        _ input: RawSpan,
        _ offset: Int
    ) throws(WebSocketViolation) {
        let piece = input.extracting(offset..<offset + count)
        if header.opcode.isControl {
            Self.append(piece, to: &control, mask: header.mask, phase: done)
            return
        }
        guard var assembly = self.assembly.take() else { return }
        let start = assembly.message.bytes.count
        Self.append(piece, to: &assembly.message.bytes, mask: header.mask, phase: done)
        if assembly.message.kind == .text {
            var text = assembly.text
            if let fault = text.firstFault(in: assembly.message.bytes.span.bytes, from: start) {
                throw fail(.invalidUTF8, at: position + fault - start)
            }
            assembly.text = text
        }
        self.assembly = assembly
    }

    private static func append(
        _ piece: RawSpan,
        to bytes: inout [UInt8],
        mask: WebSocketMask?,
        phase: Int
    ) {
        let start = bytes.count
        piece.withUnsafeBytes { bytes.append(contentsOf: $0) }
        mask?.apply(to: &bytes, from: start, phase: phase)
    }

    /// Ends a frame; gives an event unless the message goes on.
    private mutating func finish(_ header: FrameHeader) throws(WebSocketViolation) -> Event? {
        switch header.opcode {
        case .ping:
            defer { control = [] }
            return .ping(control)
        case .pong:
            defer { control = [] }
            return .pong(control)
        case .close:
            let close = try close()
            state = .closed
            assembly = nil
            return .close(close)
        case .continuation, .text, .binary:
            guard header.isFinal, let assembly = self.assembly.take() else { return nil }
            if assembly.message.kind == .text, !assembly.text.isBetweenCharacters {
                throw fail(.invalidUTF8, at: position)
            }
            return .message(assembly.message)
        }
    }

    private mutating func close() throws(WebSocketViolation) -> WebSocketClose {
        defer { control = [] }
        if control.isEmpty { return WebSocketClose() }
        let start = position - control.count
        guard control.count >= 2 else { throw fail(.malformedClose, at: start) }
        let code = UInt16(control[0]) << 8 | UInt16(control[1])
        guard WebSocketClose.isSendable(code) else {
            throw fail(.invalidCloseCode(code), at: start)
        }
        guard let reason = String(validating: control.dropFirst(2), as: UTF8.self) else {
            throw fail(.invalidUTF8, at: start + 2)
        }
        return WebSocketClose(code: code, reason: reason)
    }
}
