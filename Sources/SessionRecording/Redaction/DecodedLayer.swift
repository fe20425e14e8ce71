/// Bytes with one encoding undone, and where in the encoded bytes each of them came from.
///
/// Secrets are looked for in what bytes mean; edits are made in how they are spelled. Layers nest: a
/// URL may stand percent-encoded in a string of JSON in a field of a form.
struct DecodedLayer {
    /// What the bytes mean.
    private(set) var bytes: [UInt8] = []
    /// For each decoded byte, and for the end, the offset of its spelling.
    private var offsets: [Int] = []

    /// Undoes the escapes of JSON strings in `range`.
    static func json(_ encoded: [UInt8], _ range: Range<Int>) -> DecodedLayer {
        var layer = DecodedLayer()
        let span = encoded.span.extracting(range)
        var index = 0
        while index < span.count {
            let (unit, length) = JSONString.unit(span, index)
            JSONString.append(unit, to: &layer.bytes)
            layer.came(from: range.lowerBound + index)
            index += length
        }
        layer.offsets.append(range.upperBound)
        return layer
    }

    /// Undoes percent-encoding; a malformed escape stands for itself.
    static func percent(_ encoded: [UInt8]) -> DecodedLayer {
        var layer = DecodedLayer()
        var index = 0
        while index < encoded.count {
            layer.offsets.append(index)
            if let byte = percentEscape(encoded, index) {
                layer.bytes.append(byte)
                index += 3
            } else {
                layer.bytes.append(encoded[index])
                index += 1
            }
        }
        layer.offsets.append(encoded.count)
        return layer
    }

    /// Whether undoing percent-encoding would change anything.
    static func hasPercentEscape(_ bytes: [UInt8]) -> Bool {
        bytes.indices.contains {
            bytes[$0] == UInt8(ascii: "%") && percentEscape(bytes, $0) != nil
        }
    }

    /// An edit of the decoded bytes as one of the encoded ones.
    func encoded(_ edit: Edit) -> Edit {
        Edit(
            range: offsets[edit.range.lowerBound]..<offsets[edit.range.upperBound],
            replacement: edit.replacement
        )
    }

    private mutating func came(from offset: Int) {
        while offsets.count < bytes.count { offsets.append(offset) }
    }

    private static func percentEscape(_ bytes: [UInt8], _ index: Int) -> UInt8? {
        guard bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
            let high = Hexadecimal.value(of: bytes[index + 1]),
            let low = Hexadecimal.value(of: bytes[index + 2])
        else { return nil }
        return UInt8(high << 4 | low)
    }
}
