import RepriseLocking
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
        var link: Int
        var outcome: Promise<Outcome>
    }

    private struct State {
        var current: Link?
        var isClosed = false
        var waiters: [Promise<Link?>] = []
        var pending: [Int: Pending] = [:]
    }

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

    /// The socket to send over, waiting for one if need be.
    private func connection() async -> Link? {
        let waiter = Promise<Link?>()
        state.withLock { state in
            if state.current != nil || state.isClosed {
                waiter.resolve(state.current)
            } else {
                state.waiters.append(waiter)
            }
        }
        return await waiter.wait(for: deadline, on: clock, orResolveTo: nil) ?? nil
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
        let outcome = Promise<Outcome>()
        try await transmit(members, id: id, event: event, outcome: outcome)
        let result = await outcome.wait(for: deadline, on: clock, orResolveTo: .timedOut)
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
        try await transmit(members, id: id, event: event, outcome: nil)
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
        outcome: Promise<Outcome>?
    ) async throws(MessageError) {
        let members = [JSONMember("id", .number(String(id)))] + members.filter { $0.name != "id" }
        let message = SocketMessage(json: .object(members))
        guard message.bytes.count <= RTMMessage.sizeLimit else {
            throw MessageError(.tooLarge(bytes: message.bytes.count))
        }
        guard let link = await connection() else {
            throw MessageError(Task.isCancelled ? .cancelled : .notConnected)
        }
        // Known before it is sent: the answer may be read before sending returns.
        if let outcome { expect(id, outcome, over: link) }
        journal.record(.sent(message: id, event: event, message))
        do {
            try await link.socket.send(message)
        } catch {
            withdraw(id)
            switch error.kind {
            case .closed, .io: throw MessageError(message: id, .connectionLost)
            case .cancelled: throw MessageError(message: id, .cancelled)
            default: throw MessageError(message: id, .transport(error))
            }
        }
    }

    private func expect(_ id: Int, _ outcome: Promise<Outcome>, over link: Link) {
        let isFirst = state.withLock { state in
            state.pending[id] = Pending(link: link.number, outcome: outcome)
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
