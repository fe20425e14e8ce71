import RepriseFloor
import SlackWire

extension StreamedAnswer {
    /// How much is waited for.
    private static let settlingSize = 64 << 10

    /// The answer with its body whole, if that is small and comes within a time: much of what flows by chance, because head and body came apart.
    ///
    /// Events are not waited for: each is for whoever reads.
    ///
    /// - Throws: A failure of kind `cancelled`, when the task was cancelled meanwhile.
    func settled(
        within time: Duration,
        on clock: SessionClock
    ) async throws(TransportFailure) -> StreamedAnswer {
        guard case .flowing(let pieces) = body, !isOfEvents else { return self }
        let gathering = Gathering(pieces)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await gathering.run(limit: Self.settlingSize) }
            group.addTask { try? await clock.sleep(for: time) }
            await group.next()
            group.cancelAll()
        }
        if Task.isCancelled { throw .cancelled(while: "waiting for an answer") }
        let (gathered, isWhole) = gathering.result
        return with(isWhole ? .whole(gathered) : .flowing(gathered, then: pieces))
    }

    /// Whether it is a stream of server-sent events (WHATWG HTML §9.2).
    var isOfEvents: Bool {
        headers["content-type"].map { MediaType(parsing: $0).essence } == "text/event-stream"
    }
}

/// The beginning of a body, as far as somebody waits for it.
private final class Gathering: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var isWhole = false
    }

    private let pieces: any BodyPieces
    private let state = Locked(State())

    init(_ pieces: any BodyPieces) {
        self.pieces = pieces
    }

    var result: ([UInt8], isWhole: Bool) { state.withLock { ($0.bytes, $0.isWhole) } }

    /// Reads until the end, until it is much, or until the task is cancelled; where the body broke off it says so again.
    func run(limit: Int) async {
        while state.withLock({ $0.bytes.count }) <= limit {
            do throws(TransportFailure) {
                guard let piece = try await pieces.next() else {
                    return state.withLock { $0.isWhole = true }
                }
                state.withLock { $0.bytes += piece }
            } catch {
                return
            }
        }
    }
}
