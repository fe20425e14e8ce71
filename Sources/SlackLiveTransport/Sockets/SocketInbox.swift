import RepriseFloor
import SlackWire

/// What a WebSocket has received and nobody has taken yet.
///
/// The thread of libcurl puts events in; the task that receives takes them out without a detour
/// through that thread. When it is full, the connection is no longer read until half of it is taken; only what had come
/// before the connection broke goes in beyond that.
final class SocketInbox: Sendable {
    private struct State {
        var events = FIFO<SocketEvent>()
        /// Bytes of the messages that were not taken.
        var bytes = 0
        /// Tasks that wait, in order.
        var waiting: [Pending<SocketEvent>] = []
        /// A failure to be thrown once before the end.
        var failure: TransportFailure?
        /// The end.
        var end: SocketClose?
        /// Whether the connection is not read because the inbox is full.
        var isPaused = false
    }

    private let state = Locked(State())
    private let capacity: Int
    private let byteCapacity: Int

    /// Makes an empty inbox.
    ///
    /// - Parameters:
    ///   - capacity: How many events it holds.
    ///   - byteCapacity: How many bytes of messages it holds, one message beyond that not counted.
    init(capacity: Int, byteCapacity: Int) {
        self.capacity = max(capacity, 1)
        self.byteCapacity = byteCapacity
    }

    /// How many more events fit; zero marks the inbox as paused.
    func room() -> Int {
        state.withLock { state in
            let room = state.bytes > byteCapacity ? 0 : max(capacity - state.events.count, 0)
            state.isPaused = room == 0
            return room
        }
    }

    /// Adds an event.
    func push(_ event: SocketEvent) {
        state.withLock { state in
            while !state.waiting.isEmpty {
                // A task that was cancelled meanwhile does not take it.
                if state.waiting.removeFirst().resolve(.success(event)) { return }
            }
            state.events.append(event)
            state.bytes += event.size
        }
    }

    /// Ends the inbox: what is in it can still be taken, then comes the failure, if any, then the end.
    func finish(_ end: SocketClose, failure: TransportFailure? = nil) {
        state.withLock { state in
            guard state.end == nil else { return }
            state.end = end
            state.failure = failure
            for waiting in state.waiting {
                if let failure = state.failure.take() {
                    if !waiting.resolve(.failure(failure)) { state.failure = failure }
                } else {
                    waiting.resolve(.success(.closed(end)))
                }
            }
            state.waiting = []
        }
    }

    /// What the inbox can do for a task at once.
    private enum Step {
        case event(SocketEvent, resumes: Bool)
        case failure(TransportFailure)
        case wait(Pending<SocketEvent>)
    }

    /// The next event, waiting for it if need be.
    ///
    /// - Parameters:
    ///   - cancelled: What to throw when the task is cancelled while it waits.
    ///   - resume: Called when a paused connection can be read again.
    func next(
        orWhenCancelled cancelled: TransportFailure,
        resume: () -> Void
    ) async throws(TransportFailure) -> SocketEvent {
        let step = state.withLock { state -> Step in
            if let event = state.events.popFirst() { return taken(event, &state) }
            if let failure = state.failure.take() { return .failure(failure) }
            if let end = state.end { return .event(.closed(end), resumes: false) }
            let pending = Pending<SocketEvent>()
            state.waiting.append(pending)
            return .wait(pending)
        }
        switch step {
        case .event(let event, let resumes):
            if resumes { resume() }
            return event
        case .failure(let failure):
            throw failure
        case .wait(let pending):
            return try await pending.get(orWhenCancelled: cancelled) { [state] in
                state.withLock { $0.waiting.removeAll { $0 === pending } }
            }
        }
    }

    private func taken(_ event: SocketEvent, _ state: inout State) -> Step {
        state.bytes -= event.size
        let resumes =
            state.isPaused && state.events.count <= capacity / 2 && state.bytes <= byteCapacity / 2
        if resumes { state.isPaused = false }
        return .event(event, resumes: resumes)
    }
}

extension SocketEvent {
    /// Bytes that the event holds on to.
    fileprivate var size: Int {
        switch self {
        case .message(let message): message.bytes.count
        case .ping(let payload), .pong(let payload): payload.count
        case .closed: 0
        }
    }
}
