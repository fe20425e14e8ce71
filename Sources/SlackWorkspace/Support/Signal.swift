import RepriseLocking

/// Tells waiting tasks that there may be something new; a signal that nobody waits for is remembered.
///
/// The one place where this room stores a continuation.
final class Signal: Sendable {
    private struct State {
        var isRaised = false
        var next = 0
        var waiting: [(id: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Locked(State())

    /// Wakes everybody who waits, or else the next one who would.
    func raise() {
        let woken = state.withLock { state in
            let woken = state.waiting.map(\.continuation)
            state.waiting = []
            state.isRaised = woken.isEmpty
            return woken
        }
        for continuation in woken { continuation.resume() }
    }

    /// Returns after a signal, or at once when there was one since the last wait or the task is cancelled.
    func wait() async {
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    // The flag is set before the handler runs and the handler takes this lock, so one of
                    // the two sees the other.
                    if state.isRaised || Task.isCancelled {
                        state.isRaised = false
                        return true
                    }
                    state.waiting.append((id, continuation))
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let cancelled = state.withLock { state in
                let index = state.waiting.firstIndex { $0.id == id }
                return index.map { state.waiting.remove(at: $0).continuation }
            }
            cancelled?.resume()
        }
    }
}
