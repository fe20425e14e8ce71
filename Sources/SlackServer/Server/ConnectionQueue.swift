import NIOCore
import RepriseFloor

/// New connections on their way from the event loops to the task that serves them.
///
/// Every connection that enters comes out, even when the server is cancelled: NIO stops the process when a
/// writer is dropped that nobody finished, and its own stream of connections drops what is left in it.
final class ConnectionQueue: Sendable {
    private struct State {
        var ready = CircularBuffer<ConnectionTask>()
        var waiting: CheckedContinuation<ConnectionTask?, Never>?
        var isFinished = false
    }

    private let state = Locked(State())

    /// Makes a connection and lets it in.
    ///
    /// - Throws: `ChannelError.ioOnClosedChannel` when no more are wanted: then none is made.
    func add(_ make: () throws -> ConnectionTask) throws {
        let next = try state.withLock { state in
            guard !state.isFinished else { throw ChannelError.ioOnClosedChannel }
            state.ready.append(try make())
            return Self.handOver(&state)
        }
        next?()
    }

    /// The next connection, or `nil` when no more will come; cancelling the task changes nothing.
    ///
    /// For one task only.
    func next() async -> ConnectionTask? {
        await withCheckedContinuation { continuation in
            let next = state.withLock { state in
                state.waiting = continuation
                return Self.handOver(&state)
            }
            next?()
        }
    }

    /// Lets no more connections in.
    func finish() {
        let next = state.withLock { state in
            state.isFinished = true
            return Self.handOver(&state)
        }
        next?()
    }

    /// What to do outside of the lock.
    private static func handOver(_ state: inout State) -> (@Sendable () -> Void)? {
        guard let continuation = state.waiting else { return nil }
        guard !state.ready.isEmpty || state.isFinished else { return nil }
        state.waiting = nil
        let connection = state.ready.popFirst()
        return { continuation.resume(returning: connection) }
    }
}
