/// How a peer broke the protocol.
public struct WebSocketViolation: Error, Sendable, Hashable {
    /// What is wrong.
    public enum Reason: Sendable, Hashable {
        /// A reserved bit is set although no extension was agreed on (RFC 6455 §5.2).
        case reservedBits
        /// An opcode without meaning.
        case unknownOpcode(UInt8)
        /// A client's frame without a mask, or a server's frame with one (§5.1).
        case masking(expected: Bool)
        /// A control frame in fragments (§5.5).
        case fragmentedControlFrame
        /// A control frame of more than 125 bytes (§5.5).
        case longControlFrame
        /// A length not written in the fewest bytes, or beyond 63 bits (§5.2).
        case malformedLength
        /// A continuation without a message to continue (§5.4).
        case unexpectedContinuation
        /// A new message before the last one was complete (§5.4).
        case interruptedMessage
        /// Text that is not UTF-8 (§8.1).
        case invalidUTF8
        /// A close frame of one byte (§5.5.1).
        case malformedClose
        /// A close code that may not be sent (§7.4).
        case invalidCloseCode(UInt16)
        /// A message larger than this end accepts.
        case messageTooLarge(limit: Int)
    }

    /// What is wrong.
    public let reason: Reason
    /// Where: bytes received on the WebSocket, handshake not counted, before the offending one.
    public let offset: Int

    /// Makes a violation.
    public init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// The code with which the connection is to be closed (RFC 6455 §7.4.1).
    public var closeCode: UInt16 {
        switch reason {
        case .invalidUTF8: 1007
        case .messageTooLarge: 1009
        default: 1002
        }
    }
}

extension WebSocketViolation: CustomStringConvertible {
    /// One sentence that names the byte.
    public var description: String {
        "not valid WebSocket traffic at byte \(offset): \(reason.wording)"
    }
}

extension WebSocketViolation.Reason {
    /// What is wrong, in words that also fit the reason of a close frame.
    var wording: String {
        switch self {
        case .reservedBits: "a reserved bit is set"
        case .unknownOpcode(let opcode): "opcode \(opcode) has no meaning"
        case .masking(expected: true): "a client's frame is not masked"
        case .masking(expected: false): "a server's frame is masked"
        case .fragmentedControlFrame: "a control frame is fragmented"
        case .longControlFrame: "a control frame has more than 125 bytes"
        case .malformedLength: "a frame's length is not in its shortest form"
        case .unexpectedContinuation: "a continuation has no message to continue"
        case .interruptedMessage: "a message starts before the last one is complete"
        case .invalidUTF8: "a text is not UTF-8"
        case .malformedClose: "a close frame has one byte"
        case .invalidCloseCode(let code): "close code \(code) may not be sent"
        case .messageTooLarge(let limit): "a message is larger than \(limit) bytes"
        }
    }
}
