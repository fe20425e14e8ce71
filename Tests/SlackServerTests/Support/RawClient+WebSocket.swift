import NIOCore

extension RawClient {
    /// A frame as the server sent it.
    struct Frame: Hashable {
        var opcode: UInt8
        var payload: [UInt8]
        var text: String { String(decoding: payload, as: UTF8.self) }
        /// The code of a close frame.
        var code: Int? {
            payload.count < 2 ? nil : Int(payload[0]) << 8 | Int(payload[1])
        }
        static func text(_ text: String) -> Frame { Frame(opcode: 1, payload: Array(text.utf8)) }
    }

    /// Asks for a WebSocket and reads the answer.
    ///
    /// - Parameter path: Where; `nil` for a link that the server could have written.
    @discardableResult
    mutating func upgrade(
        _ path: String? = nil,
        _ fields: [String] = []
    ) async throws -> Answer {
        let path = try path ?? address.socketPath()
        try await request(
            "GET \(path)",
            [
                "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            ] + fields
        )
        return try await readAnswer()
    }

    func sendFrame(
        _ opcode: UInt8,
        _ payload: [UInt8],
        isFinal: Bool = true,
        isMasked: Bool = true,
        reserved: UInt8 = 0
    ) async throws {
        try await send(
            Self.frame(opcode, payload, isFinal: isFinal, isMasked: isMasked, reserved: reserved)
        )
    }

    func sendText(_ text: String) async throws {
        try await sendFrame(1, Array(text.utf8))
    }

    static func frame(
        _ opcode: UInt8,
        _ payload: [UInt8],
        isFinal: Bool = true,
        isMasked: Bool = true,
        reserved: UInt8 = 0
    ) -> [UInt8] {
        let maskBit: UInt8 = isMasked ? 0x80 : 0
        var bytes = [(isFinal ? 0x80 : 0) | reserved << 4 | opcode]
        switch payload.count {
        case ..<126: bytes.append(maskBit | UInt8(payload.count))
        case ..<65_536: bytes += [maskBit | 126] + Self.bytes(payload.count, 2)
        default: bytes += [maskBit | 127] + Self.bytes(payload.count, 8)
        }
        guard isMasked else { return bytes + payload }
        let mask: [UInt8] = [0x37, 0xfa, 0x21, 0x3d]
        return bytes + mask + payload.enumerated().map { $1 ^ mask[$0 % 4] }
    }

    static func bytes(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }

    /// Reads one unmasked, final frame; `nil` at the end of the connection.
    ///
    /// Pings, which come by themselves where a machine is slow, are passed over unless they are wanted.
    mutating func readFrame(pings: Bool = false) async throws -> Frame? {
        while true {
            let frame = try await readAnyFrame()
            if pings || frame?.opcode != 9 { return frame }
        }
    }

    private mutating func readAnyFrame() async throws -> Frame? {
        let head: [UInt8]
        do { head = try await read(2) } catch is Ended { return nil }
        guard head[0] & 0xf0 == 0x80, head[1] & 0x80 == 0 else { throw Ended(read: head) }
        var length = Int(head[1])
        if length >= 126 {
            length = try await read(length == 126 ? 2 : 8).reduce(0) { $0 << 8 | Int($1) }
        }
        return Frame(opcode: head[0] & 0x0f, payload: try await read(length))
    }
}
