extension Redactor {
    /// How far what gives a value away may stand in front of it where bytes are gone through in pieces.
    private static let reach = 4 << 10

    /// The beginning of bytes that go on, without its secrets.
    ///
    /// What may be a secret, or the name of one, at their end is left for the next time, when more of it has come.
    ///
    /// - Parameters:
    ///   - overlap: How many bytes are left at least; a secret is found if it is not longer.
    ///   - isEnd: Whether nothing follows: then all of them are taken.
    /// - Returns: The beginning, and of how many bytes it was made.
    /// - Complexity: O(*n*); bytes that hold no secret are only looked through.
    package mutating func redactBeginning(
        of bytes: [UInt8],
        leaving overlap: Int,
        isEnd: Bool,
        _ place: @autoclosure () -> String
    ) -> (bytes: [UInt8], count: Int) {
        let limit = isEnd ? bytes.count : max(bytes.count - overlap, 0)
        guard needles.mayHoldSecret(bytes) else { return (Array(bytes[..<limit]), limit) }
        let end = isEnd ? limit : end(ofPiece: bytes, limit)
        var beginning = Array(bytes[..<end])
        settle(&beginning, place()) { $0.textEdits($1) }
        return (beginning, end)
    }

    /// Where bytes can be cut without a secret, or what gives it away, being cut.
    private func end(ofPiece bytes: [UInt8], _ limit: Int) -> Int {
        // By another one, that forgets them: what is cut at the end is no secret yet, and what is not is found again.
        var looking = self
        let edits = looking.textEdits(bytes)
        var end = limit
        for edit in edits where edit.range.lowerBound < limit + Self.reach {
            end = max(end, edit.range.upperBound)
        }
        // The last one may go on.
        if end == bytes.count, let last = edits.last, last.range.upperBound == end,
            last.range.lowerBound > 0
        {
            end = last.range.lowerBound
        }
        return end
    }
}
