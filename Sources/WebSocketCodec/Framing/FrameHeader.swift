/// What stands before a frame's payload (RFC 6455 §5.2).
struct FrameHeader: Sendable, Hashable {
    /// Whether this is the last part of its message.
    var isFinal: Bool
    /// What the frame carries.
    var opcode: WebSocketOpcode
    /// The mask of the payload, if it has one.
    var mask: WebSocketMask?
    /// The payload's length in bytes.
    var length: Int

    /// Appends the header as it stands on the wire.
    func write(to bytes: inout [UInt8]) {
        bytes.append((isFinal ? 0x80 : 0) | opcode.rawValue)
        let maskBit: UInt8 = mask == nil ? 0 : 0x80
        if length < 126 {
            bytes.append(maskBit | UInt8(length))
        } else if length <= 0xffff {
            bytes.append(maskBit | 126)
            Self.append(UInt64(length), width: 2, to: &bytes)
        } else {
            bytes.append(maskBit | 127)
            Self.append(UInt64(length), width: 8, to: &bytes)
        }
        if let mask { Self.append(UInt64(mask.key), width: 4, to: &bytes) }
    }

    private static func append(_ value: UInt64, width: Int, to bytes: inout [UInt8]) {
        for place in stride(from: (width - 1) * 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(place)))
        }
    }
}

/// Reads a header one byte at a time and refuses it at the first byte that is wrong.
struct FrameHeaderParser: Sendable {
    private enum State {
        /// Nothing read yet.
        case start
        /// The first byte is read: final bit and opcode.
        case flags(isFinal: Bool, opcode: WebSocketOpcode)
        /// Bytes of an extended length are missing.
        case length(FrameHeader, masked: Bool, missing: Int, shortest: Int, value: UInt64)
        /// Bytes of the mask are missing.
        case mask(FrameHeader, missing: Int, key: UInt32)
    }

    private let expectsMask: Bool
    private var state = State.start

    /// Makes a parser for what arrives at an end of this role.
    init(role: WebSocketRole) {
        expectsMask = role == .server
    }

    /// Whether no byte of a header has come yet.
    var isAtStart: Bool {
        if case .start = state { true } else { false }
    }

    /// Takes the next byte; gives the header when that byte was its last, and starts over.
    mutating func push(_ byte: UInt8) throws(Refusal) -> FrameHeader? {
        switch state {
        case .start:
            state = try Self.flags(byte)
            return nil
        case .flags(let isFinal, let opcode):
            return try length(byte, isFinal: isFinal, opcode: opcode)
        case .length(var header, let masked, let missing, let shortest, let value):
            let value = value << 8 | UInt64(byte)
            if missing > 1 {
                state = .length(
                    header,
                    masked: masked,
                    missing: missing - 1,
                    shortest: shortest,
                    value: value
                )
                return nil
            }
            guard value >= UInt64(shortest), let length = Int(exactly: value) else {
                throw Refusal(.malformedLength)
            }
            header.length = length
            return completed(header, masked: masked)
        case .mask(var header, let missing, let key):
            let key = key << 8 | UInt32(byte)
            if missing > 1 {
                state = .mask(header, missing: missing - 1, key: key)
                return nil
            }
            header.mask = WebSocketMask(key: key)
            state = .start
            return header
        }
    }

    private static func flags(_ byte: UInt8) throws(Refusal) -> State {
        if byte & 0x70 != 0 { throw Refusal(.reservedBits) }
        guard let opcode = WebSocketOpcode(rawValue: byte & 0x0f) else {
            throw Refusal(.unknownOpcode(byte & 0x0f))
        }
        let isFinal = byte & 0x80 != 0
        if opcode.isControl, !isFinal { throw Refusal(.fragmentedControlFrame) }
        return .flags(isFinal: isFinal, opcode: opcode)
    }

    private mutating func length(
        _ byte: UInt8,
        isFinal: Bool,
        opcode: WebSocketOpcode
    ) throws(Refusal) -> FrameHeader? {
        let masked = byte & 0x80 != 0
        if masked != expectsMask { throw Refusal(.masking(expected: expectsMask)) }
        let length = Int(byte & 0x7f)
        if opcode.isControl, length > 125 { throw Refusal(.longControlFrame) }
        let header = FrameHeader(isFinal: isFinal, opcode: opcode, mask: nil, length: length)
        switch length {
        case 126:
            state = .length(header, masked: masked, missing: 2, shortest: 126, value: 0)
            return nil
        case 127:
            state = .length(header, masked: masked, missing: 8, shortest: 0x1_0000, value: 0)
            return nil
        default:
            return completed(header, masked: masked)
        }
    }

    private mutating func completed(_ header: FrameHeader, masked: Bool) -> FrameHeader? {
        if masked {
            state = .mask(header, missing: 4, key: 0)
            return nil
        }
        state = .start
        return header
    }

    /// Why a header was refused; the decoder adds the place.
    struct Refusal: Error {
        let reason: WebSocketViolation.Reason

        init(_ reason: WebSocketViolation.Reason) {
            self.reason = reason
        }
    }
}
