import RepriseFloor
import SlackTransport
import SlackWire

/// Sends messages over whatever socket serves, and matches acknowledgements with those who wait.
final class Outbox: Sendable {
    /// How a message ended.
    enum Outcome: Sendable {
        case acknowledged(RTMAcknowledgement)
        case lost
        case timedOut
    }

    private struct Pending {
        /// The socket it was sent over; `nil` once that has ended.
        var link: Int?
        var outcome: OneShot<Outcome>
    }

    private struct State {
        var current: Link?
        var isClosed = false
        var waiters: [OneShot<Link?>] = []
        var pending: [Int: Pending] = [:]
    }

    /// How long the acknowledgement of a message may come over the next connection, where Slack may
    /// send it (docs.slack.dev/legacy/legacy-rtm-api).
    private static let lateAcknowledgement = Duration.seconds(5)

    private let journal: Journal
    private let clock: SessionClock
    private let deadline: Duration
    /// Told whether somebody waits for an acknowledgement, each time that changes.
    private let onPending: @Sendable (Bool) -> Void
    private let state = Locked(State())

    init(
        journal: Journal,
        clock: SessionClock,
        deadline: Duration,
        onPending: @escaping @Sendable (Bool) -> Void
    ) {
        self.journal = journal
        self.clock = clock
        self.deadline = deadline
        self.onPending = onPending
    }

    // MARK: Connections

    /// Sends over `link` from now on.
    func use(_ link: Link) {
        let waiters = state.withLock { state in
            state.current = link
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resolve(link) }
    }

    /// Fails what waits for an acknowledgement over a socket that has ended.
    func forget(_ link: Link) {
        let (lost, isPending) = state.withLock { state in
            if state.current === link { state.current = nil }
            let lost = state.pending.filter { $0.value.link == link.number }
            for id in lost.keys { state.pending[id] = nil }
            let outcomes = lost.sorted { $0.key < $1.key }.map(\.value.outcome)
            return (outcomes, !state.pending.isEmpty)
        }
        for outcome in lost { outcome.resolve(.lost) }
        if !lost.isEmpty, !isPending { onPending(false) }
    }

    /// Waits for no more connections: the bot stops.
    func close() {
        let waiters = state.withLock { state in
            state.isClosed = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resolve(nil) }
    }

    /// The socket to send over, waiting for one if need be until `due`.
    private func connection(until due: Duration) async -> Link? {
        let (current, waiter) = state.withLock { state -> (Link?, OneShot<Link?>?) in
            guard state.current == nil, !state.isClosed else { return (state.current, nil) }
            let waiter = OneShot<Link?>()
            state.waiters.append(waiter)
            return (nil, waiter)
        }
        guard let waiter else { return current }
        let patience = max(.zero, due - clock.now)
        return await waiter.wait(for: patience, on: clock, orResolveTo: nil) ?? nil
    }

    /// Sends nothing more over a socket that has turned out to be closed.
    private func leave(_ link: Link) {
        state.withLock { state in
            if state.current === link { state.current = nil }
        }
    }

    // MARK: Messages

    /// Sends a message and waits for its acknowledgement.
    ///
    /// - Throws: ``MessageError``, also when Slack rejected it.
    func send(
        _ members: [JSONMember],
        event: Int?
    ) async throws(MessageError) -> RTMAcknowledgement {
        let id = journal.nextMessageID()
        let outcome = try await transmit(members, id: id, event: event, isAcknowledged: true)
        var result = await outcome.wait(for: deadline, on: clock, orResolveTo: .timedOut)
        if case .lost = result {
            let late = OneShot<Outcome>()
            expect(id, late, over: nil)
            result = await late.wait(
                for: Self.lateAcknowledgement,
                on: clock,
                orResolveTo: .lost
            )
        }
        withdraw(id)
        switch result {
        case .acknowledged(let acknowledgement):
            if let failure = acknowledgement.failure {
                throw MessageError(message: id, .rejected(failure))
            }
            return acknowledgement
        case .lost: throw MessageError(message: id, .connectionLost)
        case .timedOut: throw MessageError(message: id, .timedOut)
        case nil: throw MessageError(message: id, .cancelled)
        }
    }

    /// Sends a message and waits for nothing.
    func post(_ members: [JSONMember], event: Int?) async throws(MessageError) -> Int {
        let id = journal.nextMessageID()
        _ = try await transmit(members, id: id, event: event, isAcknowledged: false)
        return id
    }

    /// Takes an acknowledgement.
    func acknowledge(_ acknowledgement: RTMAcknowledgement) {
        let outcome = acknowledgement.replyTo.flatMap { id in
            state.withLock { $0.pending[id]?.outcome }
        }
        let isExpected = outcome != nil && outcome?.value == nil
        journal.record(
            .acknowledged(
                message: acknowledgement.replyTo,
                acknowledgement,
                isExpected: isExpected
            )
        )
        outcome?.resolve(.acknowledged(acknowledgement))
    }

    private func transmit(
        _ members: [JSONMember],
        id: Int,
        event: Int?,
        isAcknowledged: Bool
    ) async throws(MessageError) -> OneShot<Outcome> {
        let members = [JSONMember("id", .number(String(id)))] + members.filter { $0.name != "id" }
        let message = SocketMessage(json: .object(members))
        guard message.bytes.count <= RTMMessage.sizeLimit else {
            throw MessageError(.tooLarge(bytes: message.bytes.count))
        }
        let due = clock.now + deadline
        var isFirst = true
        while true {
            guard let link = await connection(until: due) else {
                throw MessageError(Task.isCancelled ? .cancelled : .notConnected)
            }
            let outcome = OneShot<Outcome>()
            // Known before it is sent: the answer may be read before sending returns.
            if isAcknowledged { expect(id, outcome, over: link) }
            if isFirst { journal.record(.sent(message: id, event: event, message)) }
            isFirst = false
            do {
                try await link.socket.send(message)
                return outcome
            } catch {
                withdraw(id)
                switch error.kind {
                // It has not left: the next connection will do.
                case .closed: leave(link)
                case .io: throw MessageError(message: id, .connectionLost)
                case .cancelled: throw MessageError(message: id, .cancelled)
                default: throw MessageError(message: id, .transport(error))
                }
            }
        }
    }

    private func expect(_ id: Int, _ outcome: OneShot<Outcome>, over link: Link?) {
        let isFirst = state.withLock { state in
            state.pending[id] = Pending(link: link?.number, outcome: outcome)
            return state.pending.count == 1
        }
        if isFirst { onPending(true) }
    }

    private func withdraw(_ id: Int) {
        let isLast = state.withLock { state in
            state.pending.removeValue(forKey: id) != nil && state.pending.isEmpty
        }
        if isLast { onPending(false) }
    }
}
