import RepriseFloor
import SessionRecording
import SlackWire

/// The body of an answer that is recorded as it is read.
///
/// Each piece is recorded before the bot has it, by its length: what it says stands in the recording once, in the whole answer or in all that
/// came of it, so that a secret is seen that lies across two pieces. A long body goes to a file of its own as it comes.
final class RecordedPieces: BodyPieces {
    private struct State {
        /// What came, unless it goes to a file.
        var body: [UInt8] = []
        var file: (any BodyRecording)?
        /// How many bytes of what goes to the file are in no chunk yet.
        var uncounted = 0
        var isOver = false
    }

    private let inner: any BodyPieces
    private let call: Int
    private let head: WebAPIAnswer
    private let isOfEvents: Bool
    private let timeline: RecordingTimeline
    private let state = Locked(State())

    /// - Parameters:
    ///   - call: The id of the call that is answered.
    ///   - head: The answer without its body.
    init(
        _ inner: any BodyPieces,
        of call: Int,
        _ head: WebAPIAnswer,
        _ timeline: RecordingTimeline
    ) {
        self.inner = inner
        self.call = call
        self.head = head
        isOfEvents =
            StreamedAnswer(status: head.status, headers: head.headers, body: .whole([])).isOfEvents
        self.timeline = timeline
    }

    deinit {
        cancel()
    }

    func next() async throws(TransportFailure) -> [UInt8]? {
        do throws(TransportFailure) {
            let piece = try await inner.next()
            if let piece { await take(piece)?.waitForRoom() } else { finish() }
            await timeline.waitForRoom()
            return piece
        } catch {
            // A read that was cancelled can be taken up again.
            if error.kind != .cancelled || !Task.isCancelled { breakOff(error) }
            throw error
        }
    }

    func cancel() {
        inner.cancel()
        breakOff(.cancelled(while: "reading an answer"))
    }

    /// - Returns: The file that it went to, if it did.
    private func take(_ piece: [UInt8]) -> (any BodyRecording)? {
        state.withLock { state in
            // Behind its end, which a cancellation in another task may have been, nothing of it is recorded.
            guard !state.isOver else { return nil }
            if state.file == nil || isOfEvents {
                timeline.note(.chunk(call: call, BodyChunk(piece)))
            } else {
                // Of what is long, and no events, a chunk says how far it had come when.
                state.uncounted += piece.count
                if state.uncounted >= WebAPICall.flowingSize { count(&state) }
            }
            if state.file == nil, state.body.count + piece.count > WebAPICall.flowingSize {
                state.file = timeline.beginBody(of: .part(call: call, []))
                state.file?.append(state.body)
                if state.file != nil { state.body = [] }
            }
            if let file = state.file { file.append(piece) } else { state.body += piece }
            return state.file
        }
    }

    private func count(_ state: inout State) {
        guard state.uncounted > 0 else { return }
        timeline.note(.chunk(call: call, BodyChunk(bytes: state.uncounted)))
        state.uncounted = 0
    }

    private func finish() {
        guard let part = end(isCut: false) else { return }
        var answer = head
        answer.body = part.bytes
        answer.file = part.file
        timeline.answered(call, answer)
    }

    private func breakOff(_ failure: TransportFailure) {
        guard let part = end(isCut: true) else { return }
        timeline.brokeOff(call, after: part, failure)
    }

    /// What came, when it is over; `nil` if it was before.
    private func end(isCut: Bool) -> RecordedPart? {
        state.withLock { state in
            guard !state.isOver else { return nil }
            state.isOver = true
            count(&state)
            defer { state.body = [] }
            return RecordedPart(
                bytes: state.body,
                file: state.file.take()?.finish(isCut: isCut)
            )
        }
    }
}

/// What came of a body that is over.
struct RecordedPart: Sendable {
    /// Its bytes; empty if they lie in a file.
    var bytes: [UInt8]
    /// The file of its own in which they lie, if they are many.
    var file: BodyFile?
}
