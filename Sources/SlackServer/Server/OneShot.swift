import RepriseFloor

/// A value that comes once, and those who wait for it.
///
/// Safe against every order of waiting, fulfilment and cancellation: whoever comes first under the lock
/// decides, and each continuation is resumed exactly once.
final class OneShot<Value: Sendable>: Sendable {
    private struct State {
        var result: Result<Value, any Error>?
        var waiting: [Int: CheckedContinuation<Value, any Error>] = [:]
        var cancelled: Set<Int> = []
        var lastID = 0
    }

    private let state = Locked(State())

    /// What came, if it came.
    var result: Result<Value, any Error>? { state.withLock { $0.result } }

    /// Lets everybody go on; later results are ignored.
    func fulfil(_ result: Result<Value, any Error>) {
        let waiting = state.withLock { state -> [CheckedContinuation<Value, any Error>] in
            guard state.result == nil else { return [] }
            state.result = result
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for continuation in waiting { continuation.resume(with: result) }
    }

    /// Waits for the value.
    ///
    /// - Throws: The failure that came, or `CancellationError` when the task is cancelled.
    func value() async throws -> Value {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let result = state.withLock { state -> Result<Value, any Error>? in
                    if let result = state.result { return result }
                    if state.cancelled.remove(id) != nil { return .failure(CancellationError()) }
                    state.waiting[id] = continuation
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            let continuation = state.withLock { state in
                if let continuation = state.waiting.removeValue(forKey: id) {
                    return Optional(continuation)
                }
                if state.result == nil { state.cancelled.insert(id) }
                return nil
            }
            continuation?.resume(throwing: CancellationError())
        }
    }
}
