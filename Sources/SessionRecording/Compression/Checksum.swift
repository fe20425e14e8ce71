import CZlib

/// The CRC-32 of bytes that come in pieces, as gzip has it: against accidents, not against malice.
struct Checksum: Equatable {
    private var value = crc32(0, nil, 0)
    /// How many bytes came.
    private(set) var count = 0

    /// Takes the next piece.
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        value = crc32_z(value, start.assumingMemoryBound(to: UInt8.self), bytes.count)
        count += bytes.count
    }
}
