import SlackWire

/// Puts a client's frames together into messages, and says what is against the rules.
///
/// No I/O. The rules are those of RFC 6455 for what a server receives, with no extension agreed upon.
struct MessageAssembly {
    /// A frame without its mask.
    struct Frame {
        var isFinal: Bool
        /// Whether any of the three reserved bits is set.
        var hasReservedBits: Bool
        var opcode: UInt8
        var isMasked: Bool
        var payload: [UInt8]
    }

    /// What a frame amounts to.
    enum Outcome: Sendable, Hashable {
        /// More frames are needed, or the frame asks for nothing.
        case nothing
        /// A whole message.
        case message(SocketMessage)
        /// A ping that wants this payload back.
        case ping([UInt8])
        /// A pong with this payload, asked for or not.
        case pong([UInt8])
        /// The client's close frame.
        case close(code: UInt16?, reason: String)
        /// The connection must be failed with this code.
        case violation(code: UInt16, reason: String)
    }

    private let limit: Int
    private var partial: SocketMessage?

    /// Makes an assembly for messages of at most `limit` bytes.
    init(limit: Int) {
        self.limit = limit
    }

    /// Takes one frame.
    mutating func receive(_ frame: Frame) -> Outcome {
        guard frame.isMasked else { return protocolError("a client's frames must be masked") }
        guard !frame.hasReservedBits else { return protocolError("a reserved bit is set") }
        switch frame.opcode {
        case 0x0: return continuation(frame)
        case 0x1: return begin(.text, frame)
        case 0x2: return begin(.binary, frame)
        case 0x8...0xa: return control(frame)
        default: return protocolError("opcode \(frame.opcode) is reserved")
        }
    }

    private mutating func begin(_ kind: SocketMessage.Kind, _ frame: Frame) -> Outcome {
        guard partial == nil else {
            return protocolError("a message began before the one before it ended")
        }
        return add(frame, to: SocketMessage(kind: kind, bytes: []))
    }

    private mutating func continuation(_ frame: Frame) -> Outcome {
        guard let message = partial else {
            return protocolError("a continuation frame continues nothing")
        }
        partial = nil
        return add(frame, to: message)
    }

    private mutating func add(_ frame: Frame, to message: consuming SocketMessage) -> Outcome {
        guard message.bytes.count + frame.payload.count <= limit else {
            return .violation(code: 1009, reason: "a message is longer than \(limit) bytes")
        }
        if message.bytes.isEmpty {
            message.bytes = frame.payload
        } else {
            message.bytes += frame.payload
        }
        guard frame.isFinal else {
            partial = message
            return .nothing
        }
        if message.kind == .text, String(validating: message.bytes, as: UTF8.self) == nil {
            return .violation(code: 1007, reason: "a text message is not UTF-8")
        }
        return .message(message)
    }

    private func control(_ frame: Frame) -> Outcome {
        guard frame.isFinal, frame.payload.count <= 125 else {
            return protocolError("a control frame is fragmented or longer than 125 bytes")
        }
        switch frame.opcode {
        case 0x9: return .ping(frame.payload)
        case 0xa: return .pong(frame.payload)
        default: return close(frame.payload)
        }
    }

    private func close(_ payload: [UInt8]) -> Outcome {
        guard !payload.isEmpty else { return .close(code: nil, reason: "") }
        guard payload.count >= 2 else { return protocolError("a close code has two bytes") }
        let code = UInt16(payload[0]) << 8 | UInt16(payload[1])
        guard Self.isValid(code: code) else {
            return protocolError("close code \(code) is reserved")
        }
        guard let reason = String(validating: payload[2...], as: UTF8.self) else {
            return .violation(code: 1007, reason: "a close reason is not UTF-8")
        }
        return .close(code: code, reason: reason)
    }

    private func protocolError(_ reason: String) -> Outcome {
        .violation(code: 1002, reason: reason)
    }

    /// Whether a close frame may hold that code (RFC 6455 §7.4 and the registry it set up).
    static func isValid(code: UInt16) -> Bool {
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}
