import RepriseLocking

/// One suspension of one task, ended by a wake, by cancellation, or by a time that has come.
///
/// This is the only place in this room where a continuation is stored. A wake that comes before the wait
/// is kept, a second wake does nothing, and cancellation counts as a wake, so whoever waits looks at the
/// state again and decides.
final class Wakeup: Sendable {
    private enum State {
        /// Nobody waits yet.
        case idle
        /// A task is suspended.
        case waiting(CheckedContinuation<Void, Never>)
        /// The wake came; waiting from now on returns at once.
        case woken
    }

    private let state = Locked(State.idle)

    /// Returns when ``wake()`` has been called or the task has been cancelled.
    func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isWoken = state.withLock { state in
                    if case .woken = state { return true }
                    state = .waiting(continuation)
                    return false
                }
                if isWoken { continuation.resume() }
            }
        } onCancel: {
            wake()
        }
    }

    /// As ``wait()``, but returns at the latest when `due` has come on the clock.
    func wait(until due: Duration, on clock: SessionClock) async {
        if let takeBack = clock.alarm(at: due, { self.wake() }) {
            await wait()
            return takeBack()
        }
        // A structured child, so that a deterministic executor sees it; it is cancelled and awaited when
        // this scope ends.
        async let _: Void = wake(at: due, on: clock)
        await wait()
    }

    /// Ends the wait; safe at any time and any number of times.
    func wake() {
        let continuation: CheckedContinuation<Void, Never>? = state.withLock { state in
            defer { state = .woken }
            guard case .waiting(let continuation) = state else { return nil }
            return continuation
        }
        continuation?.resume()
    }

    private func wake(at due: Duration, on clock: SessionClock) async {
        try? await clock.sleep(until: due)
        wake()
    }
}
