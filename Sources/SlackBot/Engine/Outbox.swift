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
        /// Those who wait for a connection, by when they began to.
        var waiters: [Int: OneShot<Link?>] = [:]
        var lastWaiter = 0
        var pending: [Int: Pending] = [:]

        /// Takes out everybody who waits for a connection, in the order in which they began to.
        mutating func removeWaiters() -> [OneShot<Link?>] {
            defer { waiters = [:] }
            return waiters.sorted { $0.key < $1.key }.map(\.value)
        }
    }

    /// How long the acknowledgement of a message may come over the next connection, where Slack may
    /// send it (docs.slack.dev/legacy/legacy-rtm-api).
    private static let lateAcknowledgement = Duration.seconds(5)

    private let journal: Journal
    private let clock: SessionClock
    private let deadline: Duration
    /// Told by how much the number of acknowledgements that are waited for changes.
    ///
    /// Changes add up whatever the order in which they are told, which is another than theirs at times: they are
    /// told outside of the lock.
    private let onAwaited: @Sendable (Int) -> Void
    private let state = Locked(State())

    init(
        journal: Journal,
        clock: SessionClock,
        deadline: Duration,
        onAwaited: @escaping @Sendable (Int) -> Void
    ) {
        self.journal = journal
        self.clock = clock
        self.deadline = deadline
        self.onAwaited = onAwaited
    }

    // MARK: Connections

    /// Sends over `link` from now on.
    func use(_ link: Link) {
        let waiters = state.withLock { state in
            state.current = link
            return state.removeWaiters()
        }
        for waiter in waiters { waiter.resolve(link) }
    }

    /// Fails what waits for an acknowledgement over a socket that has ended.
    func forget(_ link: Link) {
        let lost = state.withLock { state in
            if state.current === link { state.current = nil }
            let lost = state.pending.filter { $0.value.link == link.number }
            for id in lost.keys { state.pending[id] = nil }
            return lost.sorted { $0.key < $1.key }.map(\.value.outcome)
        }
        for outcome in lost { outcome.resolve(.lost) }
        if !lost.isEmpty { onAwaited(-lost.count) }
    }

    /// Waits for no more connections: the bot stops.
    func close() {
        let waiters = state.withLock { state in
            state.isClosed = true
            return state.removeWaiters()
        }
        for waiter in waiters { waiter.resolve(nil) }
    }

    /// The socket to send over, waiting for one if need be until `due`.
    private func connection(until due: Duration) async -> Link? {
        let waiter = OneShot<Link?>()
        let (current, ticket) = state.withLock { state -> (Link?, Int?) in
            guard state.current == nil, !state.isClosed else { return (state.current, nil) }
            state.lastWaiter += 1
            state.waiters[state.lastWaiter] = waiter
            return (nil, state.lastWaiter)
        }
        guard let ticket else { return current }
        let patience = max(.zero, due - clock.now)
        let link = await waiter.wait(for: patience, on: clock, orResolveTo: nil) ?? nil
        // A bot that is not connected for days has no use for those who gave up.
        state.withLock { $0.waiters[ticket] = nil }
        return link
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
                // It has not left, or not all of it, which nobody can act on: the next connection will do.
                if error.kind == .closed || error.kind == .timeout {
                    leave(link)
                    continue
                }
                journal.record(.unsent(message: id, event: event, error))
                switch error.kind {
                case .io: throw MessageError(message: id, .connectionLost)
                case .cancelled: throw MessageError(message: id, .cancelled)
                default: throw MessageError(message: id, .transport(error))
                }
            }
        }
    }

    private func expect(_ id: Int, _ outcome: OneShot<Outcome>, over link: Link?) {
        let isNew = state.withLock { state in
            state.pending.updateValue(Pending(link: link?.number, outcome: outcome), forKey: id)
                == nil
        }
        if isNew { onAwaited(1) }
    }

    private func withdraw(_ id: Int) {
        let wasThere = state.withLock { $0.pending.removeValue(forKey: id) != nil }
        if wasThere { onAwaited(-1) }
    }
}
