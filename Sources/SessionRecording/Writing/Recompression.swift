/// Compresses a finished recording once more, without the flush points that its timing left.
enum Recompression {
    /// Puts the recompressed recording in its place; false if that was not possible, and then `file`
    /// is as it was.
    static func replace(
        _ file: any FixtureFile,
        level: Int,
        isPublic: Bool,
        synchronize: Bool
    ) -> Bool {
        guard let replacement = try? file.replacement() else { return false }
        do throws(FileFailure) {
            try copy(file, to: replacement, level: level)
            try replacement.commit(isPublic: isPublic, synchronize: synchronize)
        } catch {
            replacement.discard()
            return false
        }
        file.discard()
        return true
    }

    private static func copy(
        _ file: any FixtureFile,
        to replacement: any FixtureFile,
        level: Int
    ) throws(FileFailure) {
        var inflater = GzipInflater()
        var deflater = GzipDeflater(level: level)
        var text = [UInt8](repeating: 0, count: GzipDeflater.pieceSize)
        var failure: FileFailure?
        try file.readBack { compressed in
            var rest = compressed
            while failure == nil {
                let step = text.withUnsafeMutableBytes { inflater.inflate(rest, into: $0) }
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
    }
}
