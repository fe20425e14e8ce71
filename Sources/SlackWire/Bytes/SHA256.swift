import CDigest

/// SHA-256 (FIPS 180-4), by which a fixture names the content of files, and of which keyed marks and placeholders are made.
///
/// Bytes may come in pieces.
package struct SHA256: Sendable {
    private var state = initialState
    /// The beginning of a block that is not whole yet.
    private var rest: [UInt8] = []
    private var count: UInt64 = 0

    /// Begins with no bytes.
    package init() {}

    /// The digest of `bytes` in 64 hexadecimal digits.
    package static func hexadecimal(of bytes: [UInt8]) -> String {
        var hash = SHA256()
        hash.add(bytes)
        return hash.finishHexadecimal()
    }

    /// The 32 bytes of the digest of `bytes`.
    package static func bytes(of bytes: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.add(bytes)
        return hash.finish()
    }

    /// Takes the next bytes.
    package mutating func add(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { add($0) }
    }

    /// Takes the next bytes.
    package mutating func add(_ bytes: UnsafeRawBufferPointer) {
        count += UInt64(bytes.count)
        var start = 0
        if !rest.isEmpty {
            start = min(64 - rest.count, bytes.count)
            rest += bytes[..<start]
            guard rest.count == 64 else { return }
            let block = rest
            block.withUnsafeBytes { compress($0) }
            rest.removeAll(keepingCapacity: true)
        }
        let end = start + (bytes.count - start) / 64 * 64
        if end > start { compress(UnsafeRawBufferPointer(rebasing: bytes[start..<end])) }
        rest += bytes[end...]
    }

    /// The 32 bytes of the digest of all that came.
    package mutating func finish() -> [UInt8] {
        let bitCount = count * 8
        var tail: [UInt8] = [0x80]
        while (rest.count + tail.count) % 64 != 56 { tail.append(0) }
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            tail.append(UInt8(bitCount >> shift & 255))
        }
        add(tail)
        return state.flatMap { word in
            stride(from: UInt32(24), through: 0, by: -8).map { UInt8(word >> $0 & 255) }
        }
    }

    /// The digest of all that came, in 64 hexadecimal digits.
    package mutating func finishHexadecimal() -> String {
        String(decoding: Hexadecimal.text(of: finish()), as: UTF8.self)
    }

    /// Takes whole blocks.
    private mutating func compress(_ blocks: UnsafeRawBufferPointer) {
        guard let start = blocks.bindMemory(to: UInt8.self).baseAddress else { return }
        state.withUnsafeMutableBufferPointer { state in
            guard let words = state.baseAddress else { return }
            reprise_sha256_blocks(words, start, blocks.count / 64)
        }
    }

    /// The first 32 bits of the fractional parts of the square roots of the first 8 primes.
    private static let initialState: [UInt32] = [
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab,
        0x5be0cd19,
    ]
}
