import SessionRecording
import SlackWire

/// One recorded socket.
///
/// With ``Arrival/readAhead`` it owns the one unstructured task of this room. Structured concurrency cannot
/// give it a home: the task starts inside `open` and must go on after `open` has returned, for as long as
/// the socket lives. The socket therefore owns it: closing cancels and awaits it, and so does releasing
/// the socket, without awaiting. It runs on the executor that the task inside `open` prefers, so a
/// deterministic executor sees it, too.
final class RecordingSocket: TransportSocket {
    private let inner: any TransportSocket
    private let number: Int
    private let timeline: RecordingTimeline
    private let turnstile = Turnstile()
    private let readAhead: ReadAhead?
    private let reader: Task<Void, Never>?

    init(
        _ inner: any TransportSocket,
        number: Int,
        timeline: RecordingTimeline,
        arrival: Arrival
    ) {
        self.inner = inner
        self.number = number
        self.timeline = timeline
        switch arrival {
        case .onDemand:
            readAhead = nil
            reader = nil
        case .readAhead(let limit):
            let ahead = ReadAhead(inner, socket: number, limit: limit, timeline: timeline)
            readAhead = ahead
            reader = Task(executorPreference: Self.preferredExecutor()) { await ahead.run() }
        }
    }

    /// The executor that the present task prefers; `nil` if it has no preference.
    private static func preferredExecutor() -> (any TaskExecutor)? {
        guard #available(macOS 26.4, iOS 26.4, watchOS 26.4, tvOS 26.4, visionOS 26.4, *) else {
            return nil
        }
        return withUnsafeCurrentTask { $0?.unownedTaskExecutor?.asTaskExecutor() }
    }

    deinit {
        reader?.cancel()
    }

    func receive() async throws(TransportFailure) -> SocketEvent {
        if let readAhead { return try await readAhead.take() }
        do throws(TransportFailure) {
            let event = try await inner.receive()
            timeline.received(event, on: number)
            await timeline.waitForRoom()
            return event
        } catch {
            if error.kind != .cancelled {
                timeline.closed(number, SocketClose(reason: error.message, by: .lost))
            }
            throw error
        }
    }

    func send(_ message: SocketMessage) async throws(TransportFailure) {
        // One at a time, so that the order on the wire is the order in the recording.
        try await turnstile.pass { () async throws(TransportFailure) in
            timeline.note(.send(socket: number, message))
            await timeline.waitForRoom()
            try await inner.send(message)
        }
    }

    func ping(_ payload: [UInt8]) async throws(TransportFailure) {
        try await turnstile.pass { () async throws(TransportFailure) in
            timeline.note(.ping(socket: number, by: .bot, payload))
            try await inner.ping(payload)
        }
    }

    func close(code: UInt16, reason: String) async {
        let close = SocketClose(code: code, reason: reason, by: .bot)
        timeline.closed(number, close)
        await inner.close(code: code, reason: reason)
        reader?.cancel()
        await reader?.value
        readAhead?.end(close)
    }
}
