import RepriseFloor
public import Testing

/// A value that changes on any thread, and that a test waits for to be as it should.
///
/// A test waits for a state, not for an event: whoever comes late, or finds that more has happened than it waited for,
/// goes on at once. When the test's time limit cancels the wait, an issue says what was waited for and what was there.
public final class Watched<Value: Sendable>: Sendable {
    private struct Waiter {
        var isWanted: @Sendable (Value) -> Bool
        var turn: OneShot<Value>
    }

    private struct State {
        var value: Value
        var waiters: [Waiter] = []
    }

    private let state: Locked<State>

    /// Begins with a value.
    public init(_ value: Value) {
        state = Locked(State(value: value))
    }

    /// The value at the moment.
    public var value: Value { state.withLock { $0.value } }

    /// Changes the value, and wakes those who waited for it to be as it is now.
    public func update(_ change: (inout Value) -> Void) {
        let (value, woken) = state.withLock { state in
            change(&state.value)
            let value = state.value
            let woken = state.waiters.filter { $0.isWanted(value) }
            state.waiters.removeAll { $0.isWanted(value) }
            return (value, woken)
        }
        for waiter in woken { waiter.turn.resolve(value) }
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
        let turn = OneShot<Value>()
        state.withLock { state in
            if isWanted(state.value) {
                turn.resolve(state.value)
            } else {
                state.waiters.append(Waiter(isWanted: isWanted, turn: turn))
            }
        }
        if let wanted = await turn.wait() { return wanted }
        let last = value
        recordVainWait(for: what(), seen: "\(last)", sourceLocation: sourceLocation)
        return last
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

extension Watched where Value == Bool {
    /// A gate, closed until it is opened once and for all.
    public convenience init() { self.init(false) }

    /// Lets everybody through, now and later.
    public func open() { set(true) }

    /// Waits until the gate is open.
    public func pass(
        _ what: @autoclosure () -> String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        await wait(for: what(), sourceLocation: sourceLocation) { $0 }
    }
}
