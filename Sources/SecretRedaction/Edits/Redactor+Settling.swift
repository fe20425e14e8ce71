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
        findings? += edits.map { SecretFinding($0, place: place) }
        bytes = bytes.applying(edits)
    }
}
