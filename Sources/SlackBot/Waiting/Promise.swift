import RepriseLocking

/// A value that is set once and that any number of tasks may wait for.
///
/// The only place in this room where a continuation is stored. It is safe against every order of
/// resolving, waiting and cancelling: a waiter is a ticket, and whoever removes the ticket from the
/// table, under the lock, is the one who resumes it.
final class Promise<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        var lastTicket = 0
        var waiters: [Int: CheckedContinuation<Value?, Never>] = [:]
        /// Tickets whose task was cancelled before its continuation was stored.
        var cancelled: Set<Int> = []
    }

    private let state = Locked(State())

    /// The value, if it has been set.
    var value: Value? { state.withLock { $0.value } }

    /// Sets the value and wakes everybody, unless it was set before.
    ///
    /// - Returns: Whether this call set the value.
    @discardableResult
    func resolve(_ value: Value) -> Bool {
        let waiters: [CheckedContinuation<Value?, Never>]? = state.withLock { state in
            guard state.value == nil else { return nil }
            state.value = value
            defer { state.waiters = [:] }
            // In the order of arrival, so that a deterministic executor sees one order.
            return state.waiters.sorted { $0.key < $1.key }.map(\.value)
        }
        guard let waiters else { return false }
        for waiter in waiters { waiter.resume(returning: value) }
        return true
    }

    /// Waits for the value.
    ///
    /// - Returns: The value, or `nil` when the task was cancelled before there was one.
    func wait() async -> Value? {
        let ticket = state.withLock { state in
            state.lastTicket += 1
            return state.lastTicket
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let early: Value?? = state.withLock { state in
                    if let value = state.value { return .some(value) }
                    if state.cancelled.remove(ticket) != nil { return .some(nil) }
                    state.waiters[ticket] = continuation
                    return nil
                }
                if let early { continuation.resume(returning: early) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                guard let waiter = state.waiters.removeValue(forKey: ticket) else {
                    if state.value == nil { state.cancelled.insert(ticket) }
                    return nil as CheckedContinuation<Value?, Never>?
                }
                return waiter
            }
            waiter?.resume(returning: nil)
        }
    }
}
