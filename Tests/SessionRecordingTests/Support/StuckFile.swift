import Foundation
import SessionRecording

/// A disk that does not answer until it is let go, as a network's may not.
final class StuckFile: FixtureFile, @unchecked Sendable {
    // `@unchecked` holds because `stuck` is touched only between lock and unlock of `gate`.
    private let gate = NSCondition()
    private var stuck = true
    private let inner = MemoryFile()

    /// Whether writing waits.
    var isStuck: Bool { gate.withLock { stuck } }

    /// What was written.
    var bytes: [UInt8] { inner.bytes }

    /// Lets all writing go on.
    func letGo() {
        gate.withLock {
            stuck = false
            gate.broadcast()
        }
    }

    func write(_ bytes: [UInt8]) {
        gate.withLock { while stuck { gate.wait() } }
        inner.write(bytes)
    }

    func synchronize() {}
    func readBack(_ body: (UnsafeRawBufferPointer) -> Void) { inner.readBack(body) }
    func commit(isPublic: Bool, synchronize: Bool) {
        inner.commit(isPublic: isPublic, synchronize: synchronize)
    }
    func discard() { inner.discard() }
    func replacement() -> any FixtureFile { inner.replacement() }
}
