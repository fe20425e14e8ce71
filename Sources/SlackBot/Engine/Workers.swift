import RepriseFloor

/// Hands pieces of work to tasks, each to one that has none: a task for each piece that is worked on at the same
/// time, and no more.
///
/// A task that is done with its piece waits for the next one, so that a bot that does one thing after the other does
/// so in one task, and nobody has to be woken to make another for each.
final class Workers<Entry: Sendable>: Sendable {
    private struct State {
        /// Tasks without work; the one that waits longest is the next.
        var idle = FIFO<OneShot<Entry?>>()
        var isFinished = false
    }

    /// Pieces for which a task is to be made.
    private let hires = Mailbox<Entry>()
    private let state = Locked(State())

    /// Hands out a piece of work; after ``finish()`` it is not taken.
    func post(_ entry: Entry) {
        let (idle, isFinished) = state.withLock { state in
            (state.isFinished ? nil : state.idle.popFirst(), state.isFinished)
        }
        if let idle {
            idle.resolve(entry)
        } else if !isFinished {
            hires.post(entry)
        }
    }

    /// The next piece for which a task is to be made; `nil` after ``finish()``.
    func nextHire() async -> Entry? { await hires.next() }

    /// The next piece for a task that has none; `nil` after ``finish()``.
    ///
    /// A task that is cancelled goes on waiting: what was handed to it would be lost. Whoever cancels it finishes
    /// first.
    func nextEntry() async -> Entry? {
        let next = OneShot<Entry?>()
        let isFinished = state.withLock { state in
            if !state.isFinished { state.idle.append(next) }
            return state.isFinished
        }
        return isFinished ? nil : await next.waitUncancelled()
    }

    /// Hands out nothing more, but to those for which tasks are still to be made.
    func finish() {
        let idle = state.withLock { state in
            state.isFinished = true
            defer { state.idle = FIFO() }
            return state.idle.elements
        }
        for worker in idle { worker.resolve(nil) }
        hires.finish()
    }
}
