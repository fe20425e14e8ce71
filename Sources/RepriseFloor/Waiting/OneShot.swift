/// A value that comes once, and the tasks that wait for it.
///
/// It is safe from any task and any thread, and against every order of resolving, waiting and cancelling:
/// whoever comes first under the lock decides, later resolutions are ignored, and each task goes on exactly
/// once. Tasks go on in the order in which they began to wait, so a deterministic executor sees one order.
///
/// This is the only place of the project where a continuation is stored, but for the timers of the simulator,
/// which must know who sleeps; whatever else waits is built of it.
package final class OneShot<Value: Sendable>: Sendable {
    @usableFromInline let state = Locked(OneShotState<Value>())

    /// Makes one whose value has not come.
    package init() {}

    /// The value, if it has come.
    @inlinable package var value: Value? { state.withLock { $0.value } }

    /// Gives the value and lets everybody go on, unless there was one before.
    ///
    /// - Returns: Whether this call gave the value.
    @discardableResult
    @inlinable
    package func resolve(_ value: Value) -> Bool {
        guard let waiters = state.withLock({ $0.resolve(value) }) else { return false }
        for waiter in waiters {
            switch waiter.continuation {
            case .cancellable(let continuation): continuation.resume(returning: value)
            case .patient(let continuation): continuation.resume(returning: value)
            }
        }
        return true
    }

    /// Waits for the value.
    ///
    /// - Returns: The value; `nil` when the task was cancelled before there was one. The others go on waiting.
    @discardableResult
    @inlinable
    package func wait() async -> Value? {
        let (early, ticket) = state.withLock { ($0.value, $0.ticket()) }
        if let early { return early }
        return await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                let now: Value?? = state.withLock { state in
                    if let value = state.value { return .some(value) }
                    // A task is marked as cancelled before its handler runs, and the handler takes this
                    // lock, so one of the two sees the other.
                    if Task.isCancelled { return .some(nil) }
                    state.enter(ticket, .cancellable(continuation))
                    return nil
                }
                if let now { continuation.resume(returning: now) }
            }
        } onCancel: {
            let left = state.withLock { $0.leave(ticket) }
            if case .cancellable(let continuation) = left { continuation.resume(returning: nil) }
        }
    }

    /// Waits for the value.
    ///
    /// - Throws: `CancellationError` when the task was cancelled before there was one. The others go on waiting.
    @discardableResult
    @inlinable
    package func waitOrThrow() async throws(CancellationError) -> Value {
        guard let value = await wait() else { throw CancellationError() }
        return value
    }

    /// Waits for the value, even if the task is cancelled.
    @inlinable
    package func waitUncancelled() async -> Value {
        await withUnsafeContinuation { continuation in
            let value: Value? = state.withLock { state in
                if state.value == nil { state.enter(state.ticket(), .patient(continuation)) }
                return state.value
            }
            if let value { continuation.resume(returning: value) }
        }
    }

    /// Waits for the value, and gives it itself when the task is cancelled before it came.
    ///
    /// Whoever resolves it knows which of the two came first, so this suits what must not be handed to a task
    /// that has gone.
    ///
    /// - Parameters:
    ///   - fallback: The value then, for everybody.
    ///   - cleanUp: Called once, on any thread, if it came to that.
    @inlinable
    package func wait(
        orWhenCancelled fallback: Value,
        _ cleanUp: @escaping @Sendable () -> Void = {}
    ) async -> Value {
        await withTaskCancellationHandler {
            await waitUncancelled()
        } onCancel: {
            if resolve(fallback) { cleanUp() }
        }
    }
}

/// A one-shot without a value: one suspension of a task, which a wake ends.
///
/// A wake that comes before the wait is kept, and cancellation ends the wait too, so whoever waits looks
/// at the state again and decides.
package typealias Wakeup = OneShot<Void>

extension OneShot<Void> {
    /// Lets everybody go on; safe at any time and any number of times.
    @inlinable package func wake() { resolve(()) }
}

extension OneShot {
    /// Waits for the result, even if the task is cancelled.
    ///
    /// - Throws: The failure that came.
    @inlinable
    package func get<Success, Failure: Error>() async throws(Failure) -> Success
    where Value == Result<Success, Failure> {
        try await waitUncancelled().get()
    }

    /// Waits for the result, and gives a failure itself when the task is cancelled before it came.
    ///
    /// - Parameters:
    ///   - failure: What to throw then.
    ///   - cleanUp: Called once, on any thread, if it came to that.
    /// - Throws: The failure that came, or that one.
    @inlinable
    package func get<Success, Failure: Error>(
        orWhenCancelled failure: Failure,
        _ cleanUp: @escaping @Sendable () -> Void = {}
    ) async throws(Failure) -> Success where Value == Result<Success, Failure> {
        try await wait(orWhenCancelled: .failure(failure), cleanUp).get()
    }
}

/// What a one-shot keeps behind its lock.
@usableFromInline
struct OneShotState<Value: Sendable> {
    /// How a task that waits goes on.
    ///
    /// The continuations are not checked ones: each is stored once, taken out under the lock and resumed by
    /// whoever took it, and the task that waits keeps the one-shot alive.
    @usableFromInline
    enum Continuation: Sendable {
        /// With a value or, when it is cancelled, without.
        case cancellable(UnsafeContinuation<Value?, Never>)
        /// With the value.
        case patient(UnsafeContinuation<Value, Never>)
    }

    /// A task that waits.
    @usableFromInline
    struct Waiter: Sendable {
        @usableFromInline let ticket: Int
        @usableFromInline let continuation: Continuation

        @inlinable
        init(ticket: Int, continuation: Continuation) {
            self.ticket = ticket
            self.continuation = continuation
        }
    }

    @usableFromInline private(set) var value: Value?
    private var waiters: [Waiter] = []
    private var lastTicket = 0

    @usableFromInline init() {}

    /// A number for a task that is about to wait.
    @usableFromInline
    mutating func ticket() -> Int {
        lastTicket += 1
        return lastTicket
    }

    @usableFromInline
    mutating func enter(_ ticket: Int, _ continuation: Continuation) {
        waiters.append(Waiter(ticket: ticket, continuation: continuation))
    }

    /// Takes out a task that has not gone on.
    @usableFromInline
    mutating func leave(_ ticket: Int) -> Continuation? {
        guard let place = waiters.firstIndex(where: { $0.ticket == ticket }) else { return nil }
        return waiters.remove(at: place).continuation
    }

    /// Takes the value in and everybody out; `nil` if there was a value.
    @usableFromInline
    mutating func resolve(_ value: Value) -> [Waiter]? {
        guard self.value == nil else { return nil }
        self.value = value
        defer { waiters = [] }
        return waiters
    }
}
