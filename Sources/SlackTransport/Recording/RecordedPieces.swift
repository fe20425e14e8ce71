import RepriseFloor
import SessionRecording
import SlackWire

/// The body of an answer that is recorded as it is read.
///
/// Each piece is recorded before the bot has it, by its length: what it says stands in the recording once, in the whole answer or in all that
/// came of it, so that a secret is seen that lies across two pieces.
final class RecordedPieces: BodyPieces {
    private struct State {
        var body: [UInt8] = []
        var count = 0
        var isOver = false
    }

    private let inner: any BodyPieces
    private let call: Int
    private let head: WebAPIAnswer
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
        self.timeline = timeline
    }

    deinit {
        cancel()
    }

    func next() async throws(TransportFailure) -> [UInt8]? {
        do throws(TransportFailure) {
            let piece = try await inner.next()
            if let piece { take(piece) } else { finish() }
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

    private func take(_ piece: [UInt8]) {
        state.withLock { state in
            // Behind its end, which a cancellation in another task may have been, nothing of it is recorded.
            guard !state.isOver else { return }
            timeline.note(.chunk(call: call, BodyChunk(piece)))
            state.count += piece.count
            if state.count <= RecordingTransport.bodyLimit {
                state.body += piece
            } else {
                state.body = []
            }
        }
    }

    private func finish() {
        guard let (body, count) = end() else { return }
        guard count <= RecordingTransport.bodyLimit else {
            let limit = RecordingTransport.bodyLimit >> 20
            return timeline.failed(
                call,
                TransportFailure(
                    .io,
                    "the answer's body has \(count) bytes, and a recording keeps \(limit) MiB of one that flows; "
                        + "the bot had all of it, and a replay cannot give it"
                )
            )
        }
        var answer = head
        answer.body = body
        timeline.answered(call, answer)
    }

    private func breakOff(_ failure: TransportFailure) {
        guard let (body, _) = end() else { return }
        timeline.brokeOff(call, after: body, failure)
    }

    /// What came, when it is over; `nil` if it was before.
    private func end() -> (body: [UInt8], count: Int)? {
        state.withLock { state in
            guard !state.isOver else { return nil }
            state.isOver = true
            defer { state.body = [] }
            return (state.body, state.count)
        }
    }
}
