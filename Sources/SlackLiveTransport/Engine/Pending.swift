import RepriseLocking
import SlackWire

/// One value that one task waits for and another thread gives, or a failure.
///
/// The only place in this module where a continuation is stored: it may be resolved before, while or
/// after somebody waits; the first resolution wins, and the others are told that they came too late.
final class Pending<Value: Sendable>: Sendable {
    private typealias Outcome = Result<Value, TransportFailure>

    private enum State {
        /// Neither a value nor somebody who waits for it.
        case empty
        /// A task waits.
        case awaited(CheckedContinuation<Outcome, Never>)
        /// The value is there.
        case resolved(Outcome)
    }

    private let state = Locked(State.empty)

    /// Gives the value, and says whether it was the first to do so.
    @discardableResult
    func resolve(_ outcome: Result<Value, TransportFailure>) -> Bool {
        let (isFirst, waiting) = state.withLock { state in
            switch state {
            case .empty:
                state = .resolved(outcome)
                return (true, CheckedContinuation<Outcome, Never>?.none)
            case .awaited(let continuation):
                state = .resolved(outcome)
                return (true, continuation)
            case .resolved:
                return (false, nil)
            }
        }
        waiting?.resume(returning: outcome)
        return isFirst
    }

    /// Waits for the value, whether or not the task is cancelled.
    ///
    /// One task may wait.
    func value() async throws(TransportFailure) -> Value {
        let outcome = await withCheckedContinuation { continuation in
            let ready: Outcome? = state.withLock { state in
                if case .resolved(let outcome) = state { return outcome }
                state = .awaited(continuation)
                return nil
            }
            if let ready { continuation.resume(returning: ready) }
        }
        return try outcome.get()
    }

    /// Waits for the value, and gives up when the task is cancelled.
    ///
    /// - Parameters:
    ///   - cancelled: What to throw then.
    ///   - cleanUp: Called once, on any thread, if cancellation came before the value.
    func value(
        orWhenCancelled cancelled: TransportFailure,
        _ cleanUp: @escaping @Sendable () -> Void
    ) async throws(TransportFailure) -> Value {
        let outcome: Outcome = await withTaskCancellationHandler {
            do throws(TransportFailure) {
                return .success(try await value())
            } catch {
                return .failure(error)
            }
        } onCancel: {
            if resolve(.failure(cancelled)) { cleanUp() }
        }
        return try outcome.get()
    }
}
