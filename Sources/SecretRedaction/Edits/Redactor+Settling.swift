extension Redactor {
    /// How often bytes are gone through; what takes longer to settle was made for that.
    private static let passLimit = 8

    /// Replaces what is found in bytes until nothing more is found.
    ///
    /// A placeholder may change how the rest reads: without the quote or the escape that a secret held, a
    /// malformed text falls into other strings, names and URLs. What they give away is replaced as well,
    /// so that nothing is left for whoever redacts the result. Bytes without a secret are gone through once.
    ///
    /// - Parameters:
    ///   - place: Where the bytes stand, for whoever asks.
    ///   - find: The edits of the bytes as they are by then.
    /// - Returns: Whether anything was replaced.
    @discardableResult
    mutating func settle(
        _ bytes: inout [UInt8],
        _ place: @autoclosure () -> String,
        _ find: (inout Redactor, [UInt8]) -> [Edit]
    ) -> Bool {
        let first = find(&self, bytes)
        guard !first.isEmpty else { return false }
        let place = findings == nil ? "" : place()
        apply(first, to: &bytes, place)
        // The placeholders that stand there now were not there before.
        let taken = placeholders.found
        isLookingAgain = true
        defer { isLookingAgain = false }
        for _ in 1..<Self.passLimit {
            let edits = find(&self, bytes)
            guard !edits.isEmpty else { break }
            apply(edits, to: &bytes, place)
        }
        placeholders.found = taken
        return true
    }

    /// Puts placeholders where secrets are, and takes note of it.
    private mutating func apply(_ edits: [Edit], to bytes: inout [UInt8], _ place: String) {
        for edit in edits { counts[edit.kind, default: 0] += 1 }
        if findings != nil {
            let place = shown(place)
            let found = edits.map { edit in
                var edit = edit
                edit.path = edit.path.map { shown($0) }
                return SecretFinding(edit, place: place)
            }
            findings? += found
        }
        bytes = bytes.applying(edits)
    }

    /// A place as it may be printed: names are of the session's own making, and may be secrets as well.
    private mutating func shown(_ place: String) -> String {
        let bytes = Array(place.utf8)
        guard needles.mayHoldSecret(bytes) else { return place }
        let outer = track.take()
        defer { track = outer }
        var (text, end): ([UInt8], Int) = ([], 0)
        for range in textRanges(bytes).map(\.range).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound >= end { text += bytes[end..<range.lowerBound] + "…".utf8 }
            end = max(end, range.upperBound)
        }
        return String(decoding: text + bytes[end...], as: UTF8.self)
    }
}
