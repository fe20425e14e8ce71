/// The room that one connection's requests take among ``WaitingBytes``.
///
/// Everything runs on the connection's event loop.
final class BodyReservation {
    private let waiting: WaitingBytes
    /// Room for the body that is being received.
    private(set) var current = 0
    /// How much of it has come.
    private(set) var received = 0
    /// Requests without an answer, oldest first: how many bytes they have, and for how many they took room.
    private var owed: [(bytes: Int, room: Int)] = []
    private var queued: (id: Int, count: Int)?

    init(_ waiting: WaitingBytes) {
        self.waiting = waiting
    }

    /// Whether the connection waits for room, and must not be read.
    var isQueued: Bool { queued != nil }

    /// How many bytes the requests without an answer have.
    var owedBytes: Int { owed.reduce(0) { $0 + $1.bytes } }

    /// How many requests have no answer.
    var owedCount: Int { owed.count }

    /// Takes room for a body, before it comes.
    ///
    /// - Parameters:
    ///   - count: How long it is, or may become.
    ///   - grant: Called on any thread when there is room, if there is none now.
    func begin(_ count: Int, grant: @escaping @Sendable () -> Void) {
        received = 0
        take(count, grant)
    }

    /// Counts a piece of the body; one whose length was not announced takes room for the longest there may be.
    func receive(_ count: Int, longest: Int, grant: @escaping @Sendable () -> Void) {
        received += count
        guard received > max(current, WaitingBytes.small), !isQueued else { return }
        take(longest, grant)
    }

    private func take(_ count: Int, _ grant: @escaping @Sendable () -> Void) {
        guard count > WaitingBytes.small else { return }
        if let id = waiting.reserve(count, grant: grant) {
            queued = (id, count)
        } else {
            current += count
        }
    }

    /// Takes the news that there is room.
    func granted() {
        guard let queued else { return }
        current += queued.count
        self.queued = nil
    }

    /// Takes the end of a body, which keeps no more room than it needs until it is answered.
    func finish() {
        dequeue()
        let room = min(current, received)
        waiting.release(current - room)
        owed.append((received, room))
        (current, received) = (0, 0)
    }

    /// Takes a body that is passed on as it comes, and needs no room.
    func pass() {
        abandon()
        owed.append((0, 0))
    }

    /// Takes the answer to the oldest request.
    func answered() {
        guard !owed.isEmpty else { return }
        waiting.release(owed.removeFirst().room)
    }

    /// Gives back the room of a body that is not received to its end.
    func abandon() {
        dequeue()
        waiting.release(current)
        (current, received) = (0, 0)
    }

    /// Gives all room back, at the end of the connection.
    func close() {
        abandon()
        while !owed.isEmpty { answered() }
    }

    private func dequeue() {
        guard let queued else { return }
        self.queued = nil
        // Room that came at the same moment is given back.
        if !waiting.cancel(queued.id) { waiting.release(queued.count) }
    }
}
