import RepriseFloor
import SessionRecording
import SlackWire

/// The one timeline over all calls and sockets of a recording.
///
/// Numbering, stamping and appending happen under one lock, so ids, times and the order of entries always
/// agree.
final class RecordingTimeline: Sendable {
    private struct State {
        var calls = 0
        var sockets = 0
        var links = SocketLinks()
        var ended: Set<Int> = []
        var latest: Int64 = 0
    }

    private let state = Locked(State())
    private let recorder: any SessionRecorder
    private let clock: SessionClock

    init(recorder: any SessionRecorder, clock: SessionClock) {
        self.recorder = recorder
        self.clock = clock
    }

    /// Returns when the recorder can take more.
    func waitForRoom() async {
        await recorder.waitForRoom()
    }

    /// Begins a body that lies beside the recording; `nil` if it has nowhere to lie.
    ///
    /// - Parameter kind: The entry that will have it.
    func beginBody(of kind: SessionEntry.Kind) -> (any BodyRecording)? {
        recorder.beginBody(of: SessionEntry(at: clock.now.wholeMicroseconds, kind))
    }

    /// Records the start of a call and returns its id.
    func began(_ call: WebAPICall) -> Int {
        state.withLock { state in
            state.calls += 1
            append(.call(id: state.calls, call), to: &state)
            return state.calls
        }
    }

    /// Records a call's answer.
    func answered(_ call: Int, _ answer: WebAPIAnswer) {
        state.withLock { state in
            append(.answer(call: call, answer), to: &state)
            state.links.note(answerTo: call, body: answer.body)
        }
    }

    /// Records that an answer begins whose body flows.
    func began(answerTo call: Int, _ head: WebAPIAnswer) {
        note(.head(call: call, head))
    }

    /// Records that an answer broke off, and what had come of it.
    func brokeOff(_ call: Int, after part: RecordedPart, _ failure: TransportFailure) {
        state.withLock { state in
            append(
                part.file.map { .partFile(call: call, $0) } ?? .part(call: call, part.bytes),
                to: &state
            )
            append(.failure(call: call, failure), to: &state)
        }
    }

    /// Records that a call failed.
    func failed(_ call: Int, _ failure: TransportFailure) {
        state.withLock { append(.failure(call: call, failure), to: &$0) }
    }

    /// Records that a socket is being opened and returns its number.
    func opened(_ request: SocketRequest) -> Int {
        state.withLock { state in
            state.sockets += 1
            let call = state.links.call(for: request.url)
            append(.open(socket: state.sockets, request, call: call), to: &state)
            return state.sockets
        }
    }

    /// Records that a socket could not be opened.
    func refused(_ socket: Int, _ failure: TransportFailure) {
        state.withLock { append(.refused(socket: socket, failure), to: &$0) }
    }

    /// Records what came out of a socket; of several ends only the first.
    func received(_ event: SocketEvent, on socket: Int) {
        switch event {
        case .message(let message): note(.receive(socket: socket, message))
        case .ping(let payload): note(.ping(socket: socket, by: .peer, payload))
        case .pong(let payload): note(.pong(socket: socket, by: .peer, payload))
        case .closed(let close): closed(socket, close)
        }
    }

    /// Records what the bot does on a socket.
    func note(_ kind: SessionEntry.Kind) {
        state.withLock { append(kind, to: &$0) }
    }

    /// Records a socket's end, once.
    func closed(_ socket: Int, _ close: SocketClose) {
        state.withLock { state in
            guard state.ended.insert(socket).inserted else { return }
            append(.close(socket: socket, close), to: &state)
        }
    }

    private func append(_ kind: SessionEntry.Kind, to state: inout State) {
        state.latest = max(state.latest, clock.now.wholeMicroseconds)
        recorder.append(SessionEntry(at: state.latest, kind))
    }
}

extension Duration {
    /// Whole microseconds, rounded down.
    var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }
}
