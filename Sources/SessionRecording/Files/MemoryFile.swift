import RepriseFloor

/// A recording in memory: for tests, and for sessions that are sent rather than stored.
public final class MemoryFile: FixtureFile {
    private struct Contents {
        var partial: [UInt8] = []
        var committed: [UInt8]?
    }

    private let contents: Locked<Contents>

    /// Makes an empty file.
    public init() {
        contents = Locked(Contents())
    }

    /// What has been written so far, or the finished fixture.
    public var bytes: [UInt8] {
        contents.withLock { $0.committed ?? $0.partial }
    }

    /// Whether the recording was finished.
    public var isCommitted: Bool { contents.withLock { $0.committed != nil } }

    /// Appends bytes.
    public func write(_ bytes: [UInt8]) {
        contents.withLock { $0.partial += bytes }
    }

    /// Does nothing: memory does not survive a loss of power.
    public func synchronize() {}

    /// Shows what was written, in one piece.
    public func readBack(_ body: (UnsafeRawBufferPointer) -> Void) {
        contents.withLock { $0.partial }.withUnsafeBytes(body)
    }

    /// Takes what was written as the finished fixture.
    public func commit(isPublic: Bool, synchronize: Bool) {
        contents.withLock { $0.committed = $0.partial }
    }

    /// Forgets what was written.
    public func discard() {
        contents.withLock { $0.partial = [] }
    }

    /// A file that, when committed, is this one's content.
    public func replacement() -> any FixtureFile {
        Replacement(of: self)
    }

    private final class Replacement: FixtureFile {
        private let original: MemoryFile
        private let draft = MemoryFile()

        init(of original: MemoryFile) {
            self.original = original
        }

        func write(_ bytes: [UInt8]) { draft.write(bytes) }
        func synchronize() {}
        func readBack(_ body: (UnsafeRawBufferPointer) -> Void) { draft.readBack(body) }
        func discard() { draft.discard() }
        func replacement() -> any FixtureFile { original.replacement() }

        func commit(isPublic: Bool, synchronize: Bool) {
            let bytes = draft.bytes
            original.contents.withLock { $0.committed = bytes }
        }
    }
}
