/// The mask that hides a client's payload from proxies (RFC 6455 §5.3).
struct WebSocketMask: Sendable, Hashable {
    /// The four bytes, the first one in the highest place, as they stand on the wire.
    let key: UInt32

    /// Masks or unmasks `bytes[start...]`, which begin `phase` bytes after the start of the payload.
    func apply(to bytes: inout [UInt8], from start: Int, phase: Int) {
        let rotation = UInt32(truncatingIfNeeded: (phase & 3) * 8)
        let rotated = key << rotation | (rotation == 0 ? 0 : key >> (32 - rotation))
        let word = UInt64(rotated) << 32 | UInt64(rotated)
        bytes.withUnsafeMutableBytes { buffer in
            var offset = start
            while offset + 8 <= buffer.count {
                let masked = buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                let plain = masked ^ word.bigEndian
                buffer.storeBytes(of: plain, toByteOffset: offset, as: UInt64.self)
                offset += 8
            }
            while offset < buffer.count {
                let place = UInt32(truncatingIfNeeded: (offset - start) & 3)
                buffer[offset] ^= UInt8(truncatingIfNeeded: rotated >> (24 - 8 * place))
                offset += 1
            }
        }
    }
}
