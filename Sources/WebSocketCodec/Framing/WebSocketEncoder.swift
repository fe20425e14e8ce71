/// Writes frames.
///
/// A client's masks come from a generator that is passed as an existential and not as a generic value: the system's
/// generator has no bytes, so the compiler gives it no address, and in a generic function that takes it `inout`
/// ThreadSanitizer reports an access at whatever the register holds, and crashes (Swift 6.3). An existential has
/// an address, whatever is in it.
public struct WebSocketEncoder: Sendable {
    private let masks: Bool

    /// Makes an encoder for what an end of this role sends.
    public init(role: WebSocketRole) {
        masks = role == .client
    }

    /// Appends a whole message, or one fragment of it.
    ///
    /// - Parameters:
    ///   - kind: The message's type; a text fragment may end inside a character.
    ///   - payload: The bytes of this frame.
    ///   - continuing: Whether earlier frames began this message.
    ///   - isFinal: Whether the message ends with this frame.
    ///   - output: What the frame is appended to.
    ///   - generator: Where a client's mask comes from; it has to be unpredictable (RFC 6455 §10.3).
    public func append(
        _ kind: WebSocketMessage.Kind,
        _ payload: some Collection<UInt8>,
        continuing: Bool = false,
        isFinal: Bool = true,
        to output: inout [UInt8],
        using generator: inout any RandomNumberGenerator
    ) {
        let opcode: WebSocketOpcode =
            continuing ? .continuation : kind == .text ? .text : .binary
        append(opcode, payload, isFinal: isFinal, to: &output, using: &generator)
    }

    /// Appends a ping.
    ///
    /// - Precondition: The payload has at most 125 bytes.
    public func appendPing(
        _ payload: [UInt8],
        to output: inout [UInt8],
        using generator: inout any RandomNumberGenerator
    ) {
        precondition(payload.count <= Self.controlPayloadLimit)
        append(.ping, payload, isFinal: true, to: &output, using: &generator)
    }

    /// Appends a pong.
    ///
    /// - Precondition: The payload has at most 125 bytes.
    public func appendPong(
        _ payload: [UInt8],
        to output: inout [UInt8],
        using generator: inout any RandomNumberGenerator
    ) {
        precondition(payload.count <= Self.controlPayloadLimit)
        append(.pong, payload, isFinal: true, to: &output, using: &generator)
    }

    /// Appends a goodbye; a reason that does not fit is cut at a character.
    ///
    /// A reason without a code cannot be written and is left out.
    public func append(
        _ close: WebSocketClose,
        to output: inout [UInt8],
        using generator: inout any RandomNumberGenerator
    ) {
        var payload: [UInt8] = []
        if let code = close.code {
            payload = [UInt8(code >> 8), UInt8(code & 0xff)]
            payload += WebSocketClose.fitting(close.reason).utf8
        }
        append(.close, payload, isFinal: true, to: &output, using: &generator)
    }

    /// The most bytes the payload of a ping, pong or close frame may have (RFC 6455 §5.5).
    public static let controlPayloadLimit = 125

    private func append(
        _ opcode: WebSocketOpcode,
        _ payload: some Collection<UInt8>,
        isFinal: Bool,
        to output: inout [UInt8],
        using generator: inout any RandomNumberGenerator
    ) {
        let mask = masks ? WebSocketMask(key: generator.next()) : nil
        let header = FrameHeader(
            isFinal: isFinal,
            opcode: opcode,
            mask: mask,
            length: payload.count
        )
        if output.isEmpty { output.reserveCapacity(14 + payload.count) }
        header.write(to: &output)
        let start = output.count
        output.append(contentsOf: payload)
        mask?.apply(to: &output, from: start, phase: 0)
    }
}
