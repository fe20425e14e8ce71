import RepriseFloor
import SessionRecording
import SlackTransport
import SlackWire

/// The body of a recorded answer that flows once more, each piece in its time.
///
/// Whoever reads waits for the time by itself.
final class ReplayedPieces: BodyPieces {
    private struct State {
        /// How many pieces were given.
        var given = 0
        var isCancelled = false
    }

    private let pieces: [(due: Duration, bytes: [UInt8])]
    private let end: Duration
    private let failure: TransportFailure?
    private let clock: SessionClock
    private let state = Locked(State())

    /// - Parameters:
    ///   - flow: How it came in the recording.
    ///   - outcome: What it came to.
    ///   - start: When it begins now.
    ///   - pace: How long that takes what took so many microseconds.
    init(
        _ flow: RecordedFlow,
        _ outcome: RecordedCall.Outcome,
        from start: Duration,
        on clock: SessionClock,
        pace: (Int64) -> Duration
    ) {
        let body: [UInt8]
        switch outcome {
        case .answer(let answer): (body, failure) = (answer.body, nil)
        case .failure(let reason): (body, failure) = (flow.part, reason)
        }
        let all = flow.chunks.map(\.chunk).pieces(of: body)
        let times = flow.chunks.isEmpty ? [flow.at] : flow.chunks.map(\.at)
        pieces = zip(times, all).filter { !$1.isEmpty }.map { (start + pace($0 - flow.at), $1) }
        end = start + pace(flow.end - flow.at)
        self.clock = clock
    }

    func next() async throws(TransportFailure) -> [UInt8]? {
        let (place, isCancelled) = state.withLock { ($0.given, $0.isCancelled) }
        if isCancelled { throw .cancelled(while: "reading an answer") }
        try await clock.waitReading(until: place < pieces.count ? pieces[place].due : end)
        guard place < pieces.count else {
            if let failure { throw failure }
            return nil
        }
        state.withLock { $0.given = place + 1 }
        return pieces[place].bytes
    }

    func cancel() {
        state.withLock { $0.isCancelled = true }
    }
}

extension SessionClock {
    /// Waits for the time of the next piece of an answer.
    ///
    /// - Throws: A failure of kind `cancelled`.
    func waitReading(until due: Duration) async throws(TransportFailure) {
        if Task.isCancelled { throw .cancelled(while: "reading an answer") }
        if due <= now { return }
        do {
            try await sleep(until: due)
        } catch {
            throw .cancelled(while: "reading an answer")
        }
    }
}
