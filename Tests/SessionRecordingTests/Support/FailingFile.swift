import RepriseFloor
import SessionRecording

/// A disk that fails after so many bytes, with the error of a full one.
final class FailingFile: FixtureFile {
    struct State {
        var bytes: [UInt8] = []
        var attemptsAfterFailure = 0
        var isCommitted = false
    }

    let state = Locked(State())
    private let capacity: Int
    private let canReplace: Bool
    private let canCommit: Bool

    init(capacity: Int, canReplace: Bool = true, canCommit: Bool = true) {
        self.capacity = capacity
        self.canReplace = canReplace
        self.canCommit = canCommit
    }

    var bytes: [UInt8] { state.withLock { $0.bytes } }
    var isCommitted: Bool { state.withLock { $0.isCommitted } }

    func write(_ bytes: [UInt8]) throws(FileFailure) {
        let isFull = state.withLock { state in
            if state.bytes.count + bytes.count > capacity {
                // A full disk takes what fits.
                state.bytes += bytes.prefix(max(0, capacity - state.bytes.count))
                state.attemptsAfterFailure += 1
                return true
            }
            state.bytes += bytes
            return false
        }
        if isFull { throw FileFailure(.write, code: 28) }
    }

    func synchronize() {}

    func readBack(_ body: (UnsafeRawBufferPointer) -> Void) {
        // In small pieces, as a slow disk would.
        let bytes = bytes
        for start in stride(from: 0, to: bytes.count, by: 7) {
            Array(bytes[start..<min(start + 7, bytes.count)]).withUnsafeBytes(body)
        }
    }

    func commit(isPublic: Bool, synchronize: Bool) throws(FileFailure) {
        guard canCommit else { throw FileFailure(.rename, code: 30) }
        state.withLock { $0.isCommitted = true }
    }

    func discard() {}

    func replacement() throws(FileFailure) -> any FixtureFile {
        guard canReplace else { throw FileFailure(.create, code: 28) }
        return MemoryFile()
    }
}
