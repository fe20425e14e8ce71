import RepriseFloor
package import SlackTransport
package import SlackWire

/// A transport whose answers and frames a test decides.
package final class FakeTransport: Transport {
    private let answer: @Sendable (WebAPICall) async throws(TransportFailure) -> WebAPIAnswer
    private let connect:
        @Sendable (SocketRequest) async throws(TransportFailure) -> any TransportSocket

    package init(
        answer: @escaping @Sendable (WebAPICall) async throws(TransportFailure) -> WebAPIAnswer = {
            _ in WebAPIAnswer(json: ["ok": true])
        },
        connect:
            @escaping @Sendable (SocketRequest) async throws(TransportFailure)
            -> any TransportSocket = { _ in FakeSocket([]) }
    ) {
        self.answer = answer
        self.connect = connect
    }

    package func call(_ call: WebAPICall) async throws(TransportFailure) -> WebAPIAnswer {
        try await answer(call)
    }

    package func open(_ request: SocketRequest) async throws(TransportFailure)
        -> any TransportSocket
    {
        try await connect(request)
    }
}

/// A socket on which given events wait, and which then says nothing more until it is closed.
package final class FakeSocket: TransportSocket {
    private struct State {
        var events: [SocketEvent]
        var failure: TransportFailure?
        var taken = 0
        var sent: [SocketMessage] = []
        var close: SocketClose?
        var waiting: AsyncStream<Void>.Continuation?
    }

    private let state: Locked<State>
    private let onSend: @Sendable (SocketMessage) async throws(TransportFailure) -> Void

    package init(
        _ events: [SocketEvent],
        failure: TransportFailure? = nil,
        onSend: @escaping @Sendable (SocketMessage) async throws(TransportFailure) -> Void = { _ in
        }
    ) {
        state = Locked(State(events: events, failure: failure))
        self.onSend = onSend
    }

    /// How many events were taken from the socket.
    package var taken: Int { state.withLock { $0.taken } }
    /// What was sent, in the order of the wire.
    package var sent: [SocketMessage] { state.withLock { $0.sent } }

    package func receive() async throws(TransportFailure) -> SocketEvent {
        while true {
            let (signals, continuation) = AsyncStream.makeStream(of: Void.self)
            let next: Result<SocketEvent, TransportFailure>? = state.withLock { state in
                if state.taken < state.events.count {
                    state.taken += 1
                    return .success(state.events[state.taken - 1])
                }
                if case .closed? = state.events.last {
                    return .success(state.events[state.taken - 1])
                }
                if let failure = state.failure { return .failure(failure) }
                if let close = state.close { return .success(.closed(close)) }
                state.waiting = continuation
                return nil
            }
            if let next { return try next.get() }
            for await _ in signals { break }
            if Task.isCancelled { throw TransportFailure(.cancelled, "cancelled") }
        }
    }

    package func send(_ message: SocketMessage) async throws(TransportFailure) {
        try await onSend(message)
        state.withLock { $0.sent.append(message) }
    }

    package func ping(_ payload: [UInt8]) async throws(TransportFailure) {
        state.withLock { state in
            state.events.append(.pong(payload))
            state.waiting?.yield()
        }
    }

    package func close(code: UInt16, reason: String) async {
        state.withLock { state in
            state.close = SocketClose(code: code, reason: reason, by: .bot)
            state.waiting?.finish()
        }
    }
}
