import RepriseFloor
package import SlackWire

/// Lets tasks through one at a time, in the order in which they came.
final class Turnstile: Sendable {
    private struct State {
        var isTaken = false
        var queue: [Wakeup] = []
    }

    private let state = Locked(State())

    /// Runs `body` when everybody who came before has left.
    ///
    /// - Throws: a failure of kind `cancelled` when the task was cancelled before its turn; `body` has not
    ///   run then.
    func pass<Result: Sendable>(
        _ body: () async throws(TransportFailure) -> Result
    ) async throws(TransportFailure) -> Result {
        try await enter()
        defer { leave() }
        return try await body()
    }

    private func enter() async throws(TransportFailure) {
        let turn: Wakeup? = state.withLock { state in
            guard state.isTaken else {
                state.isTaken = true
                return nil
            }
            let turn = Wakeup()
            state.queue.append(turn)
            return turn
        }
        guard let turn else { return }
        await turn.wait()
        let gaveUp = state.withLock { state in
            guard let place = state.queue.firstIndex(where: { $0 === turn }) else { return false }
            state.queue.remove(at: place)
            return true
        }
        if gaveUp { throw .cancelled(while: "waiting to send") }
    }

    private func leave() {
        let next: Wakeup? = state.withLock { state in
            guard !state.queue.isEmpty else {
                state.isTaken = false
                return nil
            }
            return state.queue.removeFirst()
        }
        next?.wake()
    }
}

extension TransportFailure {
    /// The failure of whatever a cancelled task was doing.
    package static func cancelled(while doing: String) -> TransportFailure {
        TransportFailure(.cancelled, "cancelled while \(doing)")
    }
}
