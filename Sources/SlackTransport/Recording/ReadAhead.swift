import RepriseFloor
import SlackWire

/// Reads a socket ahead of the bot, so that frames are recorded when they arrive.
final class ReadAhead: Sendable {
    private struct State {
        var buffer: ReadAheadBuffer
        var reader: Wakeup?
        var takers: [Wakeup] = []
    }

    private let state: Locked<State>
    private let inner: any TransportSocket
    private let timeline: RecordingTimeline
    private let socket: Int

    init(_ inner: any TransportSocket, socket: Int, limit: Int, timeline: RecordingTimeline) {
        self.inner = inner
        self.socket = socket
        self.timeline = timeline
        state = Locked(State(buffer: ReadAheadBuffer(limit: limit)))
    }

    /// Reads until the socket ends or the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            let room: Wakeup? = state.withLock { state in
                guard state.buffer.reading == .pause else { return nil }
                let room = Wakeup()
                state.reader = room
                return room
            }
            if let room {
                await room.wait()
                continue
            }
            do throws(TransportFailure) {
                let event = try await inner.receive()
                if arrived(event) == .stop { return }
                await timeline.waitForRoom()
            } catch {
                // Cancellation is ours alone: the socket is being closed and the bot is not reading.
                if error.kind != .cancelled { failed(error) }
                return
            }
        }
    }

    /// The next event, waiting for it if need be.
    func take() async throws(TransportFailure) -> SocketEvent {
        while true {
            let (taking, wait, room) = takeOrWait()
            room?.wake()
            switch taking {
            case .event(let event): return event
            case .failure(let failure): throw failure
            case .empty:
                if Task.isCancelled { throw .cancelled(while: "waiting for a frame") }
                await wait?.wait()
                if Task.isCancelled { throw .cancelled(while: "waiting for a frame") }
            }
        }
    }

    /// Ends the reading for whoever waits, when nothing will be read any more.
    func end(_ close: SocketClose) {
        _ = deliver { $0.arrived(.closed(close)) }
    }

    private func takeOrWait() -> (ReadAheadBuffer.Taking, wait: Wakeup?, room: Wakeup?) {
        state.withLock { state in
            let taking = state.buffer.take()
            guard taking == .empty else {
                let room = state.reader
                state.reader = nil
                return (taking, nil, room)
            }
            let wait = Wakeup()
            state.takers.append(wait)
            return (taking, wait, nil)
        }
    }

    private func arrived(_ event: SocketEvent) -> ReadAheadBuffer.Reading {
        timeline.received(event, on: socket)
        return deliver { $0.arrived(event) }
    }

    private func failed(_ failure: TransportFailure) {
        timeline.closed(socket, SocketClose(reason: failure.message, by: .lost))
        _ = deliver { buffer in
            buffer.failed(failure)
            return .stop
        }
    }

    private func deliver(
        _ change: (inout ReadAheadBuffer) -> ReadAheadBuffer.Reading
    ) -> ReadAheadBuffer.Reading {
        let (reading, takers) = state.withLock { state in
            let reading = change(&state.buffer)
            let takers = state.takers
            state.takers = []
            return (reading, takers)
        }
        for taker in takers { taker.wake() }
        return reading
    }
}
