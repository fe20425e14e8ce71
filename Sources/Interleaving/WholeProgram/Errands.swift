#if INTERLEAVING_WHOLE_PROGRAM && canImport(Glibc) && compiler(>=6.3) && compiler(<6.4)
import CInterleaving
import RepriseFloor
@_spi(ExperimentalCustomExecutors) @_spi(ExperimentalScheduling) import _Concurrency

/// The errands of actors that no simulation runs: they wait for a thread of the platform's pool, as they would anyway,
/// and for one of their own as soon as a simulation cannot go on.
///
/// Whoever drives a simulation holds a thread of the pool, also while its tasks wait for an actor that others use. With all
/// of them held so, the actor's errand, which may have been given to the pool when there was no simulation yet, would never
/// have its turn.
final class Errands: Sendable {
    static let shared = Errands()

    private struct Waiting {
        var errands = FIFO<UnownedJob>()
        /// Threads that are on their way to one of them, besides those of the pool.
        var helpers = 0
    }

    private let waiting = Locked(Waiting())

    /// Leaves an errand to the pool.
    func enqueue(_ errand: UnownedJob) {
        waiting.withLock { $0.errands.append(errand) }
        let isGiven = interleaving_enqueue_in_pool(nil) { _ in Errands.shared.runNext() }
        if !isGiven, let errand = next() { Router.shared.passOn(errand) }
    }

    /// Sends a thread of its own to each errand that waits.
    func hurry() {
        let missing = waiting.withLock { waiting -> Int in
            let missing = waiting.errands.count - waiting.helpers
            waiting.helpers = max(waiting.helpers, waiting.errands.count)
            return missing
        }
        guard missing > 0 else { return }
        for _ in 0..<missing {
            _ = interleaving_enqueue_at_once(nil) { _ in
                Errands.shared.waiting.withLock { $0.helpers -= 1 }
                Errands.shared.runNext()
            }
        }
    }

    private func next() -> UnownedJob? { waiting.withLock { $0.errands.popFirst() } }

    private func runNext() { next()?.runSynchronously(on: World.genericExecutor) }
}
#endif
