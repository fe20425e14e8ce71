import SlackTransport
import SlackWire

/// The calls of one host: how many run, and which wait for their turn.
struct HostLoad {
    /// A call that waits.
    struct Waiting {
        let id: Int
        let request: PreparedRequest
        let pending: Pending<RawAnswer>
        /// Where the body flows to; `nil` if the answer is wanted whole.
        let inbox: PieceInbox?
        /// When it will have taken too long.
        let deadline: Int64
    }

    /// How many calls run.
    var running = 0
    // Calls that were taken or cancelled leave a gap, so that their bodies are not held on to.
    private var waiting: [Waiting?] = []
    private var first = 0

    /// Whether there is nothing to keep.
    var isEmpty: Bool { running == 0 && first == waiting.count }

    /// Puts a call at the end of the line.
    mutating func append(_ call: Waiting) {
        waiting.append(call)
    }

    /// Takes the call that has waited longest.
    mutating func next() -> Waiting? {
        skipGaps()
        guard first < waiting.count else { return nil }
        defer { skipGaps() }
        return waiting[first].take()
    }

    /// Takes a call out of the line; `nil` if it is not in it.
    ///
    /// - Complexity: O(*n*) in the length of the line.
    mutating func remove(_ id: Int) -> Waiting? {
        guard let index = waiting[first...].firstIndex(where: { $0?.id == id }) else { return nil }
        defer { skipGaps() }
        return waiting[index].take()
    }

    private mutating func skipGaps() {
        while first < waiting.count, waiting[first]?.id == nil { first += 1 }
        if first == waiting.count || (first > 64 && first * 2 > waiting.count) {
            waiting.removeFirst(first)
            first = 0
        }
    }

    /// When the first of the line will have taken too long; all wait equally long.
    var nextDeadline: Int64 { first < waiting.count ? waiting[first]?.deadline ?? .max : .max }
}
