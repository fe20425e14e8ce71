import RepriseFloor
import SlackWire

/// The shell around ``LineState``: a lock, a clock, the socket behind, and the tasks that wait.
final class FaultyLine: Sendable {
    private struct State {
        var line = LineState()
        var waiting: [Wakeup] = []
    }

    /// What a reading that may be broken off came to.
    private enum Reading: Sendable {
        case event(SocketEvent)
        case failure(TransportFailure)
        case brokenOff
    }

    private let socket: any TransportSocket
    private let number: Int
    private let schedule: Locked<FaultSchedule>
    private let clock: SessionClock
    private let state = Locked(State())

    init(
        _ socket: any TransportSocket,
        number: Int,
        schedule: Locked<FaultSchedule>,
        clock: SessionClock
    ) {
        self.socket = socket
        self.number = number
        self.schedule = schedule
        self.clock = clock
    }

    /// Whether a new connection of the bot would get what the socket says.
    var wantsConnection: Bool { state.withLock { $0.line.wantsConnection } }
    /// Whether nothing more can come.
    var isOver: Bool { state.withLock { $0.line.isOver } }

    /// A new connection of the bot, by its number.
    func connect() -> Int { change { $0.connect() } }

    /// A connection that has what is left to say after a farewell, by its number.
    func standBy() -> Int { change { $0.standBy() } }

    /// Whether the bot got an envelope on a connection that it has not acknowledged.
    func awaits(_ envelope: String, on id: Int) -> Bool {
        state.withLock { state in
            state.line.connections[id]?.unacknowledged.contains { $0.id == envelope } ?? false
        }
    }

    // MARK: Reading

    /// The next event on a connection.
    func receive(on id: Int) async throws(TransportFailure) -> SocketEvent {
        while true {
            if Task.isCancelled { throw .cancelled(while: "waiting for a frame") }
            let (step, wakeup) = next(on: id)
            switch step {
            case .event(let event): return event
            case .wait(let time):
                await wait(for: wakeup, until: time)
                state.withLock { state in state.waiting.removeAll { $0 === wakeup } }
            case .read(let time):
                let reading = await read(until: time, or: wakeup)
                state.withLock { state in state.waiting.removeAll { $0 === wakeup } }
                switch reading {
                case .event(let event): change { $0.read(event) }
                case .brokenOff: change { $0.read(nil) }
                case .failure(let failure):
                    change { $0.read(nil) }
                    throw failure
                }
            }
        }
    }

    /// Asks the line; whoever may have to wait for a change is registered under the same lock.
    private func next(on id: Int) -> (LineState.Step, Wakeup) {
        let now = clock.now
        let wakeup = Wakeup()
        let (step, others, lost) = state.withLock { state in
            let step = state.line.next(on: id, at: now) { frame in
                schedule.withLock { $0.frame(frame, on: number) }
            } done: { chosen, miss in
                schedule.withLock { schedule in
                    if let miss { return schedule.missed(chosen.place, because: miss) }
                    schedule.happened(chosen.place, at: now)
                }
            }
            let lost = state.line.takeLostAcknowledgements()
            guard case .event = step else {
                state.waiting.append(wakeup)
                return (step, [Wakeup](), lost)
            }
            defer { state.waiting = [] }
            return (step, state.waiting, lost)
        }
        excuse(lost)
        for other in others { other.wake() }
        return (step, wakeup)
    }

    /// Tells the socket behind which acknowledgements cannot come, if it asks for them.
    private func excuse(_ lost: [String]) {
        guard !lost.isEmpty, let socket = socket as? any AcknowledgementExpecting else { return }
        for envelope in lost { socket.excuseAcknowledgement(of: envelope) }
    }

    private func wait(for wakeup: Wakeup, until time: Duration?) async {
        if let time { await wakeup.wait(until: time, on: clock) } else { await wakeup.wait() }
    }

    /// Reads from the socket behind, but no longer than until that time or a change: the connection may be
    /// closed, or another may take over.
    ///
    /// A frame that comes while the reading is broken off is not lost.
    private func read(until time: Duration?, or wakeup: Wakeup) async -> Reading {
        let socket = socket
        return await withTaskGroup(of: Reading.self) { group in
            group.addTask {
                do throws(TransportFailure) {
                    return .event(try await socket.receive())
                } catch {
                    return error.kind == .cancelled ? .brokenOff : .failure(error)
                }
            }
            group.addTask {
                await self.wait(for: wakeup, until: time)
                return .brokenOff
            }
            var reading = await group.next() ?? .brokenOff
            group.cancelAll()
            for await other in group {
                if case .brokenOff = reading { reading = other }
            }
            return reading
        }
    }

    // MARK: Sending

    /// Sends a message that the bot sends on a connection.
    func send(_ message: SocketMessage, on id: Int) async throws(TransportFailure) {
        let passes = try state.withLock { state throws(TransportFailure) in
            try state.line.checkOpen(id)
            return message.acknowledgedEnvelope.map { state.line.acknowledge($0) } ?? true
        }
        if passes { try await socket.send(message) }
    }

    /// Pings; a connection that has nothing of the socket's is answered here.
    func ping(_ payload: [UInt8], on id: Int) async throws(TransportFailure) {
        let isOwner = change { line -> Result<Bool, TransportFailure> in
            do throws(TransportFailure) {
                try line.checkOpen(id)
            } catch {
                return .failure(error)
            }
            if line.owner != id {
                line.connections[id]?.pending.append(
                    LineState.Item(event: .pong(payload), origin: .fault)
                )
            }
            return .success(line.owner == id)
        }
        if try isOwner.get() { try await socket.ping(payload) }
    }

    /// The bot closes a connection: the socket behind with it, unless the bot was told to come back.
    func close(_ id: Int, code: UInt16, reason: String) async {
        let close = SocketClose(code: code, reason: reason, by: .bot)
        guard change({ $0.close(id, close) }) else { return }
        await socket.close(code: code, reason: reason)
    }

    @discardableResult
    private func change<Result>(_ body: (inout LineState) -> Result) -> Result {
        let (result, waiting, lost) = state.withLock { state in
            let result = body(&state.line)
            defer { state.waiting = [] }
            return (result, state.waiting, state.line.takeLostAcknowledgements())
        }
        excuse(lost)
        for wakeup in waiting { wakeup.wake() }
        return result
    }
}

extension SocketMessage {
    /// The envelope that this acknowledges, if it does.
    var acknowledgedEnvelope: String? {
        guard let fields = try? Self.acknowledgement.scan(bytes.span.bytes) else { return nil }
        return fields.string(0, in: bytes.span.bytes)
    }

    private static let acknowledgement = JSONFieldScanner([["envelope_id"]])
}
