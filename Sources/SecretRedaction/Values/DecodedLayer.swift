import SlackWire

/// Bytes with one encoding undone, and where in the encoded bytes each of them came from.
///
/// Secrets are looked for in what bytes mean; edits are made in how they are spelled. Layers nest: a
/// URL may stand percent-encoded in a string of JSON in a field of a form.
struct DecodedLayer {
    /// What the bytes mean.
    private(set) var bytes: [UInt8] = []
    /// For each decoded byte, and for the end, the offset of its spelling.
    ///
    /// Of four bytes: where most are escapes there is one for each byte of a text, and texts may be large.
    private var offsets: [UInt32] = []
    /// For each decoded byte where its spelling ends; empty if the next one's always begins there.
    private var ends: [UInt32] = []
    /// Where the encoded bytes begin that stand for themselves, all of them; then there are no offsets.
    private var base: Int?
    /// Whether there are encoded bytes that stand for nothing.
    private var hasGaps = false

    /// How many encodings are undone one inside the other.
    static let depthLimit = 5

    /// No larger bytes are decoded; a line of a fixture is far smaller.
    private static let sizeLimit = Int(UInt32.max)

    /// Undoes the escapes of JSON strings in `range`.
    static func json(_ encoded: [UInt8], _ range: Range<Int>) -> DecodedLayer {
        var layer = DecodedLayer()
        if !holds(UInt8(ascii: "\\"), encoded, range) || range.upperBound > sizeLimit {
            layer.bytes = Array(encoded[range])
            layer.base = range.lowerBound
            return layer
        }
        layer.bytes.reserveCapacity(range.count)
        layer.offsets.reserveCapacity(range.count + 1)
        let span = encoded.span.bytes
        var index = range.lowerBound
        while index < range.upperBound {
            let start = index
            if let escape = span.escapedScalar(at: index, end: range.upperBound) {
                layer.bytes += UTF8.encode(escape.scalar) ?? UTF8.encodedReplacementCharacter
                index += escape.length
            } else if encoded[index] == UInt8(ascii: "\\"), index + 1 < range.upperBound,
                encoded[index + 1] != UInt8(ascii: "u")
            {
                // No escape of JSON, but other encoders write some, and a secret must not hide behind one.
                layer.bytes.append(encoded[index + 1])
                index += 2
            } else {
                layer.bytes.append(encoded[index])
                index += 1
            }
            layer.came(from: start)
        }
        layer.offsets.append(UInt32(range.upperBound))
        return layer
    }

    private static func holds(_ byte: UInt8, _ encoded: [UInt8], _ range: Range<Int>) -> Bool {
        encoded.withUnsafeBytes { ByteSearch.firstOffset(of: byte, in: $0, range) != nil }
    }

    /// Undoes the outermost encoding of a text: escapes behind backslashes, as in JSON that somebody has pasted, HTML's
    /// entities, percent-encoding, or characters that stand for some of ASCII.
    ///
    /// `nil` if there is none. A malformed escape stands for itself.
    static func text(_ encoded: [UInt8]) -> DecodedLayer? {
        guard encoded.count <= sizeLimit else { return nil }
        return undoing(UInt8(ascii: "\\"), in: encoded, TextEscapes.backslash)
            ?? undoing(UInt8(ascii: "&"), in: encoded, TextEscapes.entity)
            ?? undoing(UInt8(ascii: "%"), in: encoded, TextEscapes.percent)
            ?? undoingTypography(encoded)
    }

    /// Undoes the breaks between lines of base64, as mailers and `base64` make them; `nil` if there is none.
    static func unwrapped(_ encoded: [UInt8]) -> DecodedLayer? {
        guard encoded.count <= sizeLimit,
            encoded.withUnsafeBytes({ UnusualSpelling.isBase64InLines($0) })
        else { return nil }
        var layer = DecodedLayer()
        var (run, index) = (0, 0)
        while index < encoded.count {
            let length = run >= Base64Run.shortestLine ? encoded.lengthOfBreak(at: index) : 0
            if length > 0, index + length < encoded.count,
                Base64Run.isDigit(encoded[index + length])
            {
                run = 0
                // A break belongs to no line.
                layer.keepEnds(before: index)
                index += length
                continue
            }
            run = Base64Run.isDigit(encoded[index]) ? run + 1 : 0
            layer.append(encoded[index], index..<index + 1)
            index += 1
        }
        guard layer.bytes.count < encoded.count else { return nil }
        layer.offsets.append(UInt32(encoded.count))
        return layer
    }

    /// The bytes with every encoding of text undone, up to the limit.
    static func plain(_ encoded: [UInt8]) -> [UInt8] {
        var bytes = encoded
        for _ in 0..<depthLimit {
            guard let layer = text(bytes) else { break }
            bytes = layer.bytes
        }
        return bytes
    }

    /// The bytes with every encoding of text undone, up to the limit; `nil` if there is none.
    static func composed(_ encoded: [UInt8]) -> DecodedLayer? {
        guard var whole = text(encoded) else { return nil }
        for _ in 1..<depthLimit {
            guard let layer = text(whole.bytes) else { break }
            whole = whole.inside(layer)
        }
        return whole
    }

    /// This layer with another one of its bytes undone as well.
    private func inside(_ layer: DecodedLayer) -> DecodedLayer {
        var whole = DecodedLayer()
        whole.bytes = layer.bytes
        whole.offsets = layer.offsets.map { offsets[Int($0)] }
        whole.ends = layer.bytes.indices.map {
            UInt32(encoded(layer.encoded($0..<$0 + 1)).upperBound)
        }
        return whole
    }

    /// A range of the decoded bytes as one of the encoded ones.
    func encoded(_ range: Range<Int>) -> Range<Int> {
        if let base { return range.lowerBound + base..<range.upperBound + base }
        let start = Int(offsets[range.lowerBound])
        guard !range.isEmpty else { return start..<start }
        let end = ends.isEmpty ? offsets[range.upperBound] : ends[range.upperBound - 1]
        return start..<Int(end)
    }

    /// An edit of the decoded bytes of a JSON string as one of the encoded ones.
    func encoded(_ edit: Edit) -> Edit {
        var edit = edit
        edit.range = encoded(edit.range)
        edit.replacement = edit.replacement.flatMap { byte -> [UInt8] in
            // Nothing else in what stands for a secret is escaped: a number in JSON within the string gets quotes.
            byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
                ? [UInt8(ascii: "\\"), byte] : [byte]
        }
        return edit
    }

    private mutating func came(from offset: Int) {
        while offsets.count < bytes.count { offsets.append(UInt32(offset)) }
    }

    /// Undoes the escapes that begin with `mark`; `nil` if there is none.
    private static func undoing(
        _ mark: UInt8,
        in encoded: [UInt8],
        _ escape: ([UInt8], Int) -> TextEscapes.Escape?
    ) -> DecodedLayer? {
        undoing([mark], in: encoded, escape)
    }

    private static func undoingTypography(_ encoded: [UInt8]) -> DecodedLayer? {
        guard encoded.withUnsafeBytes({ Typography.stands(in: $0) }) else { return nil }
        return undoing(Typography.firstBytes, in: encoded, Typography.fold)
    }

    /// - Parameter marks: The bytes that an escape can begin with.
    private static func undoing(
        _ marks: [UInt8],
        in encoded: [UInt8],
        _ escape: ([UInt8], Int) -> TextEscapes.Escape?
    ) -> DecodedLayer? {
        guard marks.contains(where: { holds($0, encoded, encoded.indices) }) else { return nil }
        var layer = DecodedLayer()
        layer.bytes.reserveCapacity(encoded.count)
        layer.offsets.reserveCapacity(encoded.count + 1)
        var index = 0
        while true {
            let next = firstOffset(of: marks, encoded, from: index)
            layer.append(encoded, index..<next)
            index = next
            guard index < encoded.count else { break }
            guard let (character, length) = escape(encoded, index) else {
                layer.append(encoded, index..<index + 1)
                index += 1
                continue
            }
            switch character {
            case .byte(let byte): layer.append(byte, index..<index + length)
            case .other(let scalar):
                for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                    layer.append(byte, index..<index + length)
                }
            case .nothing: layer.keepEnds(before: index)
            }
            index += length
        }
        guard layer.bytes.count < encoded.count else { return nil }
        layer.offsets.append(UInt32(encoded.count))
        return layer
    }

    /// Where the next one of `marks` stands; the end if none does.
    private static func firstOffset(
        of marks: [UInt8],
        _ encoded: [UInt8],
        from start: Int
    ) -> Int {
        encoded.withUnsafeBytes { memory in
            if marks.count == 1 {
                let range = start..<memory.count
                return ByteSearch.firstOffset(of: marks[0], in: memory, range) ?? memory.count
            }
            // Looking to the end for each of them would take quadratic time where one is everywhere.
            var index = start
            while index < memory.count, !marks.contains(memory[index]) { index += 1 }
            return index
        }
    }

    /// What nobody sees belongs to no byte, so that a byte need not end where the next one begins.
    private mutating func keepEnds(before index: Int) {
        guard !hasGaps else { return }
        hasGaps = true
        ends = offsets.dropFirst() + (offsets.isEmpty ? [] : [UInt32(index)])
    }

    /// Bytes that stand for themselves.
    private mutating func append(_ encoded: [UInt8], _ range: Range<Int>) {
        bytes += encoded[range]
        var index = range.lowerBound
        while index < range.upperBound {
            offsets.append(UInt32(index))
            index += 1
            if hasGaps { ends.append(UInt32(index)) }
        }
    }

    private mutating func append(_ byte: UInt8, _ spelling: Range<Int>) {
        bytes.append(byte)
        offsets.append(UInt32(spelling.lowerBound))
        if hasGaps { ends.append(UInt32(spelling.upperBound)) }
    }
}

extension [UInt8] {
    /// How long the end of a line is that stands there, as it is or as JSON escapes it; 0 if none does.
    fileprivate func lengthOfBreak(at index: Int) -> Int {
        for end: StaticString in ["\n", "\r\n", #"\n"#, #"\r\n"#] where matches(end, at: index) {
            return end.utf8CodeUnitCount
        }
        return 0
    }
}
