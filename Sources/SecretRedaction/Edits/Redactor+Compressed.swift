extension Redactor {
    /// How many times its length base64 of compressed bytes may be inflated to, to be looked into; short ones to some more.
    ///
    /// A text may hold many of them, and takes linear time all the same.
    private static let inflation = (factor: 64, least: 4_096)
    /// How often in a run of digits base64 of compressed bytes may seem to begin.
    private static let startLimit = 8

    /// Where digits stand that mean compressed bytes with a secret in them, in a run of digits.
    mutating func compressedRanges(
        _ bytes: [UInt8],
        _ run: Range<Int>,
        in context: ValueContext
    ) -> [SecretRange] {
        guard let compression, !isInflating else { return [] }
        // In what is inflated here no more is: each level would be so many times longer than the one around it.
        isInflating = true
        defer { isInflating = false }
        var ranges: [SecretRange] = []
        var rest = run
        for _ in 0..<Self.startLimit {
            guard let (place, form) = CompressedRun.start(in: bytes, rest) else { break }
            let packed = Base64Run.decode(bytes, place..<run.upperBound)
            let limit = max(packed.count * Self.inflation.factor, Self.inflation.least)
            guard CompressionForm(of: packed) == form,
                let inflated = compression.inflate(packed, form, limit)
            else {
                rest = place + 1..<run.upperBound
                continue
            }
            let text = inflated.content
            let edits =
                needles.mayHoldSecret(text)
                ? valueEdits(text, in: context.decoded) : []
            if !edits.isEmpty {
                let new = compression.deflate(text.applying(edits), form)
                let end = Base64Run.end(
                    of: packed.count - inflated.rest.count,
                    from: place,
                    in: bytes
                )
                // Digits behind that may be a word of the next line, or belong to the same base64.
                let isApart = inflated.rest.isEmpty || end.isPlain
                ranges.append(
                    isApart
                        ? Self.compressed(place..<end.place, new, in: bytes)
                        : Self.compressed(place..<run.upperBound, new + inflated.rest, in: bytes)
                )
            }
            // What can be read to its end is no accident.
            if inflated.isWhole || !edits.isEmpty { break }
            rest = place + 1..<run.upperBound
        }
        return ranges
    }

    /// What takes the place of digits to the end of their run, in the same alphabet and padded as they were.
    private static func compressed(
        _ digits: Range<Int>,
        _ new: [UInt8],
        in bytes: [UInt8]
    ) -> SecretRange {
        let isForURLs = bytes[digits].contains {
            $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
        }
        var end = digits.upperBound
        while end < bytes.count, end < digits.upperBound + 2, bytes[end] == UInt8(ascii: "=") {
            end += 1
        }
        let isPadded = end > digits.upperBound || (digits.count % 4 == 0 && !isForURLs)
        let padding =
            isPadded ? [UInt8](repeating: UInt8(ascii: "="), count: (3 - new.count % 3) % 3) : []
        return SecretRange(
            range: digits.lowerBound..<end,
            kind: .encoded,
            replacement: Base64Run.encode(new, isForURLs: isForURLs) + padding
        )
    }
}
