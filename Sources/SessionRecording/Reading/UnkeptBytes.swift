/// Bytes of a fixture that are in nothing that a reader makes of it.
///
/// Nobody sees them who reads, shows or replays the session, and whoever writes it anew leaves them out. But they are in the file, and may
/// hold a secret.
enum UnkeptBytes {
    /// A line that a writer spells otherwise: it may say more than what was read from it, for example by a member that
    /// is there twice.
    case line([UInt8], number: Int)
    /// Content that no entry names.
    case content([UInt8])
    /// What the header of a gzip member says: extra fields, the name of a file, a comment.
    case gzipHeader([UInt8])
}

/// Compares the lines of a fixture with those that a writer makes of what was read from them.
///
/// One reader has it, and uses it in its turn.
final class LineAudit {
    private var encoder = LineEncoder()
    private var found: [UnkeptBytes] = []

    /// What was found since this was asked for last.
    func take() -> [UnkeptBytes] {
        defer { found = [] }
        return found
    }

    func compare(_ line: Span<UInt8>, _ number: Int, with header: SessionHeader) {
        note(line, number, unlessAs: encoder.encode(header))
    }

    func compare(_ line: Span<UInt8>, _ number: Int, with entry: SessionEntry) {
        note(line, number, unlessAs: encoder.line(of: entry))
    }

    func compare(_ line: Span<UInt8>, _ number: Int, with counts: EndCounts) {
        note(line, number, unlessAs: encoder.encode(counts))
    }

    /// - Parameter content: What was kept for the lines that name it.
    func compare(
        _ line: Span<UInt8>,
        _ number: Int,
        with content: [UInt8]?,
        hash: String
    ) {
        guard let content else { return note(line, number) }
        note(line, number, unlessAs: encoder.line(of: content, hash: hash))
    }

    /// Nothing was read from a line.
    func note(_ line: Span<UInt8>, _ number: Int) {
        found.append(.line(line.array(0..<line.count), number: number))
    }

    func note(contents: [[UInt8]]) {
        found += contents.map { .content($0) }
    }

    private func note(_ line: Span<UInt8>, _ number: Int, unlessAs written: [UInt8]) {
        let isSame =
            line.count == written.count - 1
            && line.withUnsafeBufferPointer { $0.elementsEqual(written.dropLast()) }
        if !isSame { note(line, number) }
    }
}
