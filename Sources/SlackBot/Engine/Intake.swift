import RepriseFloor
import SlackWire

/// Takes events from the readers and hands them out in the order that the policy promises.
final class Intake: Sendable {
    typealias Machine = Dispatcher<Incoming>

    private struct State {
        var machine: Machine
        var isOpen = true
        var isExpired = false
        /// How many answers are waited for that only the socket can bring.
        var awaited = 0
        var paused: [OneShot<Void>] = []

        var mayRead: Bool {
            machine.hasRoom || !isOpen || (awaited > 0 && machine.excess < Intake.excessLimit)
        }
    }

    /// How many events over the policy's bound are taken while an answer is waited for that comes behind them.
    ///
    /// Beyond that nothing is read at all: memory is kept, and who waits is told when its time is over.
    private static let excessLimit = 10_000

    /// Who handles the events whose handler is to start.
    ///
    /// Ends when the bot has drained, or its time to drain is over.
    let workers = Workers<Machine.Entry>()
    private let lanes: Processing.Lanes
    private let journal: Journal
    private let state: Locked<State>

    init(_ processing: Processing, journal: Journal) {
        lanes = processing.lanes
        self.journal = journal
        let rules = Machine.Rules(
            limit: processing.limit,
            capacity: processing.capacity,
            whenFull: processing.whenFull
        )
        state = Locked(State(machine: Machine(rules)))
    }

    /// Whether events are still taken.
    var isOpen: Bool { state.withLock { $0.isOpen } }

    /// What became of an event.
    enum Reception: Sendable {
        case taken
        /// The bot is stopping.
        case closed
        /// There was no room for the event of this number, and the policy is to fail.
        case refused(Int)
    }

    /// Takes an event.
    func offer(_ incoming: Incoming) -> Reception {
        let key = lanes.key(of: incoming.event)
        return state.withLock { state in
            guard state.isOpen else { return .closed }
            let number = journal.numberEvent { .received(event: $0, incoming.event) }
            let lane = lanes.lane(key: key, number: number)
            let entry = Machine.Entry(number: number, lane: lane, item: incoming)
            switch state.machine.offer(entry) {
            case .start: workers.post(entry)
            case .wait, .waitAndPause: break
            case .dropped(let other): journal.record(.dropped(event: other.number))
            case .refused:
                journal.record(.dropped(event: number))
                return .refused(number)
            }
            return .taken
        }
    }

    /// Returns when the socket may be read on.
    func room() async {
        let pause: OneShot<Void>? = state.withLock { state in
            guard !state.mayRead else { return nil }
            let pause = OneShot<Void>()
            state.paused.append(pause)
            return pause
        }
        _ = await pause?.wait()
    }

    /// Takes note that more, or fewer, answers are waited for that only the socket can bring.
    func await(_ change: Int) {
        wakeReaders { $0.awaited += change }
    }

    /// Whether an event that was handed out may still begin.
    func mayBegin(_ entry: Machine.Entry) -> Bool {
        state.withLock { state in
            guard state.isExpired else { return true }
            journal.record(.abandoned(event: entry.number))
            return false
        }
    }

    /// Takes note that an event has ended.
    ///
    /// - Returns: The next event of a queue, to be worked on by the same task. Under a policy of one task
    ///   for each event it is handed to ``workers`` instead.
    func finish(_ entry: Machine.Entry) -> Machine.Entry? {
        var next: Machine.Entry?
        wakeReaders { state in
            next = state.machine.finish(entry.lane)
            if case .perEvent = lanes, let entry = next {
                workers.post(entry)
                next = nil
            }
            if !state.isOpen, state.machine.isIdle { workers.finish() }
        }
        return next
    }

    /// Takes no more events; those that wait are still handed out.
    func close() {
        wakeReaders { state in
            state.isOpen = false
            if state.machine.isIdle { workers.finish() }
        }
    }

    /// Hands out no more events.
    func expire() {
        wakeReaders { state in
            state.isOpen = false
            state.isExpired = true
            for entry in state.machine.removeWaiting() {
                journal.record(.abandoned(event: entry.number))
            }
            workers.finish()
        }
    }

    private func wakeReaders(after change: (inout State) -> Void) {
        let woken: [OneShot<Void>] = state.withLock { state in
            change(&state)
            guard state.mayRead else { return [] }
            defer { state.paused = [] }
            return state.paused
        }
        for reader in woken { reader.resolve(()) }
    }
}

extension Processing.Lanes {
    fileprivate func key(of event: SlackEvent) -> String? {
        guard case .perKey(let key) = self else { return nil }
        return key.value(of: event)
    }

    fileprivate func lane(key: String?, number: Int) -> Intake.Machine.Lane {
        switch self {
        case .one: .only
        case .perEvent: .own(number)
        case .perKey: .key(key)
        }
    }
}
