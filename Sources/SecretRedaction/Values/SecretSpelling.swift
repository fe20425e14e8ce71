import SlackWire

/// Spells what takes a secret's place as the secret was spelled: with its hyphens as `%2D`, say, or all of it in entities.
///
/// A bot that spells what it gets spells a placeholder in the same way when its recording is replayed.
enum SecretSpelling {
    /// What takes the place of `secret`, which may have encodings of text.
    static func spelled(_ replacement: [UInt8], as secret: [UInt8]) -> [UInt8] {
        guard let layer = DecodedLayer.composed(secret) else { return replacement }
        return spelled(replacement, as: secret, layer)
    }

    /// - Parameter layer: What `secret` means.
    static func spelled(
        _ replacement: [UInt8],
        as secret: [UInt8],
        _ layer: DecodedLayer
    ) -> [UInt8] {
        var samples: [UInt8: [UInt8]] = [:]
        var isAllEscaped = true
        for (index, byte) in layer.bytes.enumerated() {
            let spelling = layer.encoded(index..<index + 1)
            // All of a character of several bytes stands for the last one of them.
            guard !spelling.isEmpty else { continue }
            if spelling.count == 1, secret[spelling.lowerBound] == byte {
                isAllEscaped = false
            } else if samples[byte] == nil {
                samples[byte] = Array(secret[spelling])
            }
        }
        let any = isAllEscaped ? samples.min { $0.key < $1.key } : nil
        return replacement.flatMap { byte in
            if let sample = samples[byte] { return sample }
            guard let (other, sample) = any else { return [byte] }
            let spelling = spelled(byte, like: sample, of: other)
            samples[byte] = spelling ?? [byte]
            return spelling ?? [byte]
        }
    }

    /// A byte in the escape that another one was spelled by; `nil` if that is no number.
    private static func spelled(_ byte: UInt8, like sample: [UInt8], of other: UInt8) -> [UInt8]? {
        if let wide = Typography.fullWidth(like: sample, byte) { return wide }
        for number in numbers {
            let digits = Array(number(other).utf8)
            guard let start = sample.lastStart(of: digits) else { continue }
            let spelled = sample[..<start] + number(byte).utf8 + sample[(start + digits.count)...]
            if DecodedLayer.plain(Array(spelled)) == [byte] { return Array(spelled) }
        }
        return nil
    }

    /// How escapes write numbers.
    private static let numbers: [@Sendable (UInt8) -> String] = [
        { Hexadecimal.text(UInt64($0), width: 2) },
        { Hexadecimal.text(UInt64($0), width: 2).uppercased() },
        { String($0) },
        { String(0o1000 + Int($0), radix: 8).dropFirst().description },
    ]
}

extension [UInt8] {
    /// Where `other` begins that stands last.
    fileprivate func lastStart(of other: [UInt8]) -> Int? {
        var (last, start) = (Int?.none, 0)
        while let found = ByteSearch.firstOffset(of: other, in: span, from: start) {
            (last, start) = (found, found + 1)
        }
        return last
    }
}
