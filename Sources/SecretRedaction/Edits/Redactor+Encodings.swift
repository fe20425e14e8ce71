import SlackWire

/// Secrets in bytes that are written in digits: base64 and hexadecimal.
///
/// What such digits mean is replaced, and written in digits again: a bot that encodes what it gets encodes what stands for a
/// secret when its recording is replayed, and so says the same.
extension Redactor {
    /// Where digits stand that mean a secret.
    mutating func encodedRanges(_ bytes: [UInt8], in context: ValueContext) -> [SecretRange] {
        // No path leads into digits.
        let outer = track
        track = nil
        defer { track = outer }
        return base64Ranges(bytes, in: context) + hexadecimalRanges(bytes, in: context)
    }

    /// Where base64 in lines stands that means a secret, in the same lines.
    mutating func wrappedRanges(_ layer: DecodedLayer, of bytes: [UInt8], in context: ValueContext)
        -> [SecretRange]
    {
        encodedRanges(layer.bytes, in: context).map { secret in
            var secret = secret
            secret.range = layer.encoded(secret.range)
            secret.replacement = secret.replacement.map {
                $0.broken(as: bytes[secret.range])
            }
            return secret
        }
    }

    /// A run may begin in the middle of a group, behind a slash of the path it stands in, so every place of a group is
    /// tried.
    private mutating func base64Ranges(_ bytes: [UInt8], in context: ValueContext) -> [SecretRange]
    {
        var ranges: [SecretRange] = []
        for run in Base64Run.runs(in: bytes, shortest: 6) {
            ranges += compressedRanges(bytes, run, in: context)
            for start in run.lowerBound..<run.lowerBound + 4 {
                let decoded = Base64Run.decode(bytes, start..<run.upperBound)
                guard needles.mayHoldSecret(decoded) else { continue }
                let edits = valueEdits(decoded, in: context.decoded)
                for (text, edits) in Self.texts(of: edits, in: decoded) {
                    let place = Base64Run.extended(
                        Base64Run.encoded(text, from: start).clamped(to: run),
                        in: bytes,
                        within: run
                    )
                    let new = Base64Run.edited(
                        place,
                        in: bytes,
                        run: run,
                        from: start,
                        decoded,
                        by: edits
                    )
                    ranges.append(SecretRange(range: place, kind: .encoded, replacement: new))
                }
            }
        }
        return ranges
    }

    /// Edits by the text around them: what is not text does not belong to the same base64.
    private static func texts(
        of edits: [Edit],
        in decoded: [UInt8]
    ) -> [(text: Range<Int>, edits: [Edit])] {
        var texts: [(text: Range<Int>, edits: [Edit])] = []
        for edit in edits {
            if let last = texts.last, edit.range.upperBound <= last.text.upperBound {
                texts[texts.count - 1].edits.append(edit)
            } else {
                texts.append((Base64Run.text(around: edit.range, in: decoded), [edit]))
            }
        }
        return texts
    }

    /// A digit of something else may stand before the digits, so that bytes may begin at the second one as well.
    private mutating func hexadecimalRanges(_ bytes: [UInt8], in context: ValueContext)
        -> [SecretRange]
    {
        var ranges: [SecretRange] = []
        for run in HexadecimalRun.runs(in: bytes) {
            for start in run.lowerBound..<run.lowerBound + 2 {
                let decoded = HexadecimalRun.decode(bytes, start..<run.upperBound)
                guard needles.mayHoldSecret(decoded) else { continue }
                for edit in valueEdits(decoded, in: context.decoded) {
                    let place =
                        start + edit.range.lowerBound * 2..<start + edit.range.upperBound * 2
                    let new = HexadecimalRun.encode(edit.replacement, as: bytes[run])
                    ranges.append(SecretRange(range: place, kind: .encoded, replacement: new))
                }
            }
        }
        return ranges
    }
}

extension [UInt8] {
    /// The digits in lines like those of other digits, if these are in lines.
    fileprivate func broken(as digits: ArraySlice<UInt8>) -> [UInt8] {
        let lines = digits.linesOfDigits
        guard let first = lines.first, let second = lines.dropFirst().first else { return self }
        let end = digits[first.upperBound..<second.lowerBound]
        // All lines but the first one of what stands there, and the last one, are as long as the second one.
        let length = lines.count > 2 ? second.count : Swift.max(first.count, second.count)
        var result: [UInt8] = []
        var rest = self[...]
        var next = first.count
        while rest.count > next {
            result += rest.prefix(next) + end
            rest = rest.dropFirst(next)
            next = length
        }
        return result + rest
    }
}

extension ArraySlice<UInt8> {
    /// The lines, each of which ends at a control character or a backslash.
    fileprivate var linesOfDigits: [Range<Int>] {
        var lines: [Range<Int>] = []
        var index = startIndex
        while index < endIndex {
            let end =
                self[index...].firstIndex { $0 < 0x20 || $0 == UInt8(ascii: "\\") } ?? endIndex
            lines.append(index..<end)
            index = end
            while index < endIndex, self[index] < 0x20 || self[index] == UInt8(ascii: "\\") {
                index += self[index] == UInt8(ascii: "\\") ? 2 : 1
            }
        }
        return lines
    }
}
