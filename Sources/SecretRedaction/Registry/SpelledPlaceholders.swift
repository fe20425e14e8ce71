import SlackWire

/// What stands for secrets in a redacted text, however it is spelled there: behind escapes, in base64 or hexadecimal digits.
package enum SpelledPlaceholders {
    private static let word = "REDACTED-"

    /// What every spelling of a placeholder holds but those that have escapes.
    private static let filter = SecretFilter(
        Base64Run.needles(for: Array(word.utf8)).map { String(decoding: $0, as: UTF8.self) }
            + [String(decoding: HexadecimalRun.encode(Array(word.utf8), as: []), as: UTF8.self)]
    )

    /// The marks around what digits mean: no text of Slack's holds them.
    private static let mark: UInt8 = 0x1b

    /// A text with its placeholders as they are where the text spells some otherwise; `nil` if it does not.
    ///
    /// Digits are replaced by what they mean between two marks, so that equal texts stay equal and different ones
    /// different.
    package static func revealed(in bytes: [UInt8]) -> [UInt8]? {
        var result = unescaped(bytes)
        if filter.hits(result ?? bytes), let decoded = decoded(result ?? bytes) { result = decoded }
        return result
    }

    /// The text without its escapes, if a placeholder stands in it only then.
    private static func unescaped(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.withUnsafeBytes({ UnusualSpelling.stands(in: $0) }) else { return nil }
        let plain = DecodedLayer.plain(bytes)
        return places(in: plain).count > places(in: bytes).count ? plain : nil
    }

    private static func decoded(_ bytes: [UInt8]) -> [UInt8]? {
        var edits: [Edit] = []
        for run in Base64Run.runs(in: bytes, shortest: 6) {
            for start in run.lowerBound..<run.lowerBound + 4 {
                let decoded = Base64Run.decode(bytes, start..<run.upperBound)
                for place in places(in: decoded) {
                    let text = Base64Run.text(around: place, in: decoded)
                    let digits = Base64Run.extended(
                        Base64Run.encoded(text, from: start).clamped(to: run),
                        in: bytes,
                        within: run
                    )
                    edits.append(edit(digits, Array(decoded[text])))
                }
            }
        }
        for run in HexadecimalRun.runs(in: bytes) {
            for start in run.lowerBound..<run.lowerBound + 2 {
                let decoded = HexadecimalRun.decode(bytes, start..<run.upperBound)
                for place in places(in: decoded) {
                    let digits = start + place.lowerBound * 2..<start + place.upperBound * 2
                    edits.append(edit(digits, Array(decoded[place])))
                }
            }
        }
        let inOrder = edits.sorted { $0.range.lowerBound < $1.range.lowerBound }
        let apart = inOrder.reduce(into: [Edit]()) { apart, edit in
            if edit.range.lowerBound >= apart.last?.range.upperBound ?? 0 { apart.append(edit) }
        }
        return apart.isEmpty ? nil : bytes.applying(apart)
    }

    private static func edit(_ digits: Range<Int>, _ text: [UInt8]) -> Edit {
        Edit(range: digits, replacement: [mark] + text + [mark], kind: .encoded)
    }

    /// Where the word of placeholders stands.
    private static func places(in bytes: [UInt8]) -> [Range<Int>] {
        var places: [Range<Int>] = []
        var start = 0
        while let place = ByteSearch.firstOffset(of: Array(word.utf8), in: bytes.span, from: start)
        {
            places.append(place..<place + word.utf8.count)
            start = place + word.utf8.count
        }
        return places
    }
}
