/// Compresses a finished recording once more, without the flush points that its timing left.
enum Recompression {
    /// Puts the recompressed recording in its place; false if that was not possible, and then `file`
    /// is as it was.
    ///
    /// - Parameter textCount: How many bytes of text were written to the file.
    /// - Throws: If the file does not hold them, to the end, any more: then it takes no other's place.
    static func replace(
        _ file: any FixtureFile,
        holding textCount: Int,
        level: Int,
        isPublic: Bool,
        synchronize: Bool
    ) throws(FileFailure) -> Bool {
        guard let replacement = try? file.replacement() else { return false }
        let isWhole: Bool
        do throws(FileFailure) {
            isWhole = try copy(file, holding: textCount, to: replacement, level: level)
            if isWhole { try replacement.commit(isPublic: isPublic, synchronize: synchronize) }
        } catch {
            replacement.discard()
            return false
        }
        guard isWhole else {
            replacement.discard()
            throw .notWhole
        }
        file.discard()
        return true
    }

    /// Copies the text; returns whether all of it was there, to the end of the compressed stream.
    private static func copy(
        _ file: any FixtureFile,
        holding textCount: Int,
        to replacement: any FixtureFile,
        level: Int
    ) throws(FileFailure) -> Bool {
        var copied = 0
        var isEnded = false
        var inflater = GzipInflater()
        var deflater = GzipDeflater(level: level)
        var text = [UInt8](repeating: 0, count: GzipDeflater.pieceSize)
        var failure: FileFailure?
        try file.readBack { compressed in
            var rest = compressed
            while failure == nil {
                let step = text.withUnsafeMutableBytes { inflater.inflate(rest, into: $0) }
                copied += step.produced
                isEnded = isEnded || step.status == .memberEnd
                deflater.append(text, count: step.produced)
                rest = UnsafeRawBufferPointer(rebasing: rest[step.consumed...])
                do throws(FileFailure) {
                    try replacement.write(deflater.takeOutput())
                } catch {
                    failure = error
                }
                guard step.status == .needsOutput else { return }
            }
        }
        if let failure { throw failure }
        deflater.finish()
        try replacement.write(deflater.takeOutput())
        return isEnded && copied == textCount
    }
}
