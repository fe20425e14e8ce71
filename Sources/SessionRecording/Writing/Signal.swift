import RepriseLocking

/// Something that tasks wait for and a thread brings about, again and again.
///
/// The one place in this room where a continuation is kept: it is safe against firing before the wait,
/// cancellation before and during it, and firing twice.
final class Signal: Sendable {
    private struct State {
        var generation = 0
        var nextID = 0
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        /// Waits that were cancelled before they had begun.
        var cancelled: Set<Int> = []
    }

    private let state = Locked(State())

    /// How often the signal has fired.
    ///
    /// Read it before looking at what the signal is about.
    var generation: Int { state.withLock { $0.generation } }

    /// Lets everybody go on who waits.
    func fire() {
        let waiting = state.withLock { state in
            state.generation += 1
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Returns once the signal has fired after `generation`, or when the task is cancelled.
    func wait(since generation: Int) async {
        let id = newID()
        await withTaskCancellationHandler {
            await suspend(id, since: generation)
        } onCancel: {
            let continuation = state.withLock { state in
                let waiting = state.waiting.removeValue(forKey: id)
                if waiting == nil { state.cancelled.insert(id) }
                return waiting
            }
            continuation?.resume()
        }
        state.withLock { _ = $0.cancelled.remove(id) }
    }

    /// Returns once the signal has fired after `generation`, even if the task is cancelled.
    func waitUncancelled(since generation: Int) async {
        await suspend(newID(), since: generation)
    }

    private func newID() -> Int {
        state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
    }

    private func suspend(_ id: Int, since generation: Int) async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.generation != generation || state.cancelled.contains(id) { return true }
                state.waiting[id] = continuation
                return false
            }
            if isOver { continuation.resume() }
        }
    }
}
