/// Tells tasks, again and again, that something has changed and they should look at it.
///
/// Whoever waits reads ``generation``, looks at what the signal is about, and waits from that generation on:
/// what changes in between is not missed. Safe from any task and any thread.
///
///     while true {
///         let seen = signal.generation
///         if let found = look() { return found }
///         await signal.wait(since: seen)
///     }
package final class Signal: Sendable {
    private struct State {
        var generation = 0
        /// What those wait for who have seen this generation.
        var next: Wakeup?
    }

    private let state = Locked(State())

    /// Makes a signal that nobody has raised.
    package init() {}

    /// How often the signal was raised.
    package var generation: Int { state.withLock { $0.generation } }

    /// Lets everybody go on who waits, in the order in which they began.
    package func raise() {
        let next = state.withLock { state in
            state.generation += 1
            return state.next.take()
        }
        next?.wake()
    }

    /// Returns once the signal was raised after `generation`, or when the task is cancelled.
    package func wait(since generation: Int) async {
        await next(after: generation)?.wait()
    }

    /// Returns once the signal was raised after `generation`, even if the task is cancelled.
    package func waitUncancelled(since generation: Int) async {
        await next(after: generation)?.waitUncancelled()
    }

    /// What ends the wait for the generation after this one; `nil` if that has begun.
    private func next(after generation: Int) -> Wakeup? {
        state.withLock { state in
            guard state.generation == generation else { return nil }
            if let next = state.next { return next }
            let next = Wakeup()
            state.next = next
            return next
        }
    }
}
