import RepriseFloor
import SlackWire

/// Mints ids and secrets: counted or drawn from the seed, never random.
struct Identifiers: Sendable {
    private var generator: SeededGenerator
    private var counter = 0

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    /// The next 64 bits.
    mutating func nextBits() -> UInt64 { generator.next() }

    /// An id such as `F0R00000001`, counted.
    mutating func next(_ prefix: String) -> String {
        counter += 1
        let number = String(counter, radix: 36, uppercase: true)
        return prefix + "0R" + String(repeating: "0", count: max(0, 8 - number.count)) + number
    }

    /// A UUID of version 4.
    mutating func uuid() -> String {
        let high = generator.next() & 0xffff_ffff_ffff_0fff | 0x4000
        let low = generator.next() & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000
        let text = Hexadecimal.text(high, width: 16) + Hexadecimal.text(low, width: 16)
        var parts: [Substring] = []
        var rest = text[...]
        for length in [8, 4, 4, 4, 12] {
            parts.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return parts.joined(separator: "-")
    }

    /// Bytes that look like those of a secret.
    mutating func secret(count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next() >> 32) }
    }

    /// A secret of lower-case hexadecimal digits.
    mutating func hexadecimal(width: Int) -> String {
        (0..<(width + 15) / 16).map { _ in Hexadecimal.text(generator.next(), width: min(16, width))
        }
        .joined()
    }

    /// A secret of letters and digits.
    mutating func alphanumeric(width: Int) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
        let digits = (0..<width).map { _ in alphabet[Int(generator.next() >> 33) % alphabet.count] }
        return String(decoding: digits, as: UTF8.self)
    }

    /// A duration within bounds.
    mutating func duration(within latency: SlackWorkspace.Latency) -> Duration {
        let span = latency.longest - latency.shortest
        guard span > .zero else { return latency.shortest }
        return latency.shortest + span * generator.nextFraction()
    }
}
