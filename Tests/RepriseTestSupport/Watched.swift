import Synchronization
public import Testing

/// A value that changes on any thread, and that a test waits for to be as it should.
///
/// A test waits for a state, not for an event: whoever comes late, or finds that more has happened than it waited for,
/// goes on at once. When the test's time limit cancels the wait, an issue says what was waited for and what was there.
public final class Watched<Value: Sendable>: Sendable {
    private struct Waiter {
        var isWanted: @Sendable (Value) -> Bool
        var continuation: CheckedContinuation<Value?, Never>
    }

    private struct State {
        var value: Value
        var waiters: [Int: Waiter] = [:]
        /// Those whose wait was cancelled before they were put among the waiters.
        var cancelled: Set<Int> = []
        var nextNumber = 0
    }

    private let state: Mutex<State>

    /// Begins with a value.
    public init(_ value: Value) {
        state = Mutex(State(value: value))
    }

    /// The value at the moment.
    public var value: Value { state.withLock { $0.value } }

    /// Changes the value, and wakes those who waited for it to be as it is now.
    public func update(_ change: (inout Value) -> Void) {
        let (value, woken) = state.withLock { state in
            change(&state.value)
            let value = state.value
            let woken = state.waiters.filter { $0.value.isWanted(value) }
            for number in woken.keys { state.waiters[number] = nil }
            return (value, woken.values.map(\.continuation))
        }
        for continuation in woken { continuation.resume(returning: value) }
    }

    /// Replaces the value.
    public func set(_ value: Value) {
        update { $0 = value }
    }

    /// Waits until the value is as wanted, and returns it.
    ///
    /// A wait that is cancelled records an issue and returns the value as it then is.
    ///
    /// - Parameters:
    ///   - what: What is waited for, as the object of "waited in vain for".
    ///   - sourceLocation: Where the issue is shown.
    ///   - isWanted: Whether a value ends the wait. Called under a lock: it must not touch this object.
    @discardableResult
    public func wait(
        for what: @autoclosure () -> String,
        sourceLocation: SourceLocation = #_sourceLocation,
        until isWanted: @escaping @Sendable (Value) -> Bool
    ) async -> Value {
        let number = state.withLock { state in
            defer { state.nextNumber += 1 }
            return state.nextNumber
        }
        let wanted = await withTaskCancellationHandler {
            await withCheckedContinuation {
                add(Waiter(isWanted: isWanted, continuation: $0), number)
            }
        } onCancel: {
            cancel(number)
        }
        if let wanted { return wanted }
        let last = value
        recordVainWait(for: what(), seen: String(reflecting: last), sourceLocation: sourceLocation)
        return last
    }

    private func add(_ waiter: Waiter, _ number: Int) {
        let outcome: Value?? = state.withLock { state in
            let isCancelled = state.cancelled.remove(number) != nil
            if waiter.isWanted(state.value) { return .some(state.value) }
            if isCancelled { return .some(nil) }
            state.waiters[number] = waiter
            return nil
        }
        if let outcome { waiter.continuation.resume(returning: outcome) }
    }

    private func cancel(_ number: Int) {
        let waiter = state.withLock { state in
            let waiter = state.waiters.removeValue(forKey: number)
            if waiter == nil { state.cancelled.insert(number) }
            return waiter
        }
        waiter?.continuation.resume(returning: nil)
    }
}

extension Watched where Value == Int {
    /// A count, from zero.
    public convenience init() { self.init(0) }

    /// Counts one more, and says how many there are now.
    @discardableResult
    public func count() -> Int {
        var now = 0
        update { value in
            value += 1
            now = value
        }
        return now
    }

    /// Waits until it has been counted so often, or more often.
    public func reach(
        _ count: Int,
        _ what: @autoclosure () -> String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        await wait(for: what(), sourceLocation: sourceLocation) { $0 >= count }
    }
}
