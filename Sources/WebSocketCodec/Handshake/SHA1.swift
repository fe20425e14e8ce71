/// SHA-1 (RFC 3174), which the handshake uses as a checksum and not as a protection.
struct SHA1 {
    /// The digest of a message, 20 bytes.
    static func digest(of message: [UInt8]) -> [UInt8] {
        var padded = message
        padded.append(0x80)
        while padded.count % 64 != 56 { padded.append(0) }
        append(UInt64(message.count) * 8, width: 8, to: &padded)

        var hash = SHA1()
        for block in stride(from: 0, to: padded.count, by: 64) {
            hash.absorb(padded[block..<block + 64])
        }
        var digest: [UInt8] = []
        for word in [hash.a, hash.b, hash.c, hash.d, hash.e] {
            append(UInt64(word), width: 4, to: &digest)
        }
        return digest
    }

    private var a: UInt32 = 0x6745_2301
    private var b: UInt32 = 0xefcd_ab89
    private var c: UInt32 = 0x98ba_dcfe
    private var d: UInt32 = 0x1032_5476
    private var e: UInt32 = 0xc3d2_e1f0

    private mutating func absorb(_ block: ArraySlice<UInt8>) {
        var words = stride(from: block.startIndex, to: block.endIndex, by: 4).map { index in
            block[index..<index + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        }
        for index in 16..<80 {
            let mixed = words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16]
            words.append(Self.rotate(mixed, by: 1))
        }
        let before = self
        for (round, word) in words.enumerated() {
            let (mixed, constant) = mix(round)
            let next = Self.rotate(a, by: 5) &+ mixed &+ e &+ word &+ constant
            (a, b, c, d, e) = (next, a, Self.rotate(b, by: 30), c, d)
        }
        a &+= before.a
        b &+= before.b
        c &+= before.c
        d &+= before.d
        e &+= before.e
    }

    /// The round's function of three words, and its constant.
    private func mix(_ round: Int) -> (UInt32, UInt32) {
        switch round {
        case 0..<20: ((b & c) | (~b & d), 0x5a82_7999)
        case 20..<40: (b ^ c ^ d, 0x6ed9_eba1)
        case 40..<60: ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc)
        default: (b ^ c ^ d, 0xca62_c1d6)
        }
    }

    private static func rotate(_ word: UInt32, by count: UInt32) -> UInt32 {
        word << count | word >> (32 - count)
    }

    private static func append(_ value: UInt64, width: Int, to bytes: inout [UInt8]) {
        for place in (0..<width).reversed() {
            bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(place * 8)))
        }
    }
}
