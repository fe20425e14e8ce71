import RepriseFloor

/// A simulation in progress, driven from one quiescence to the next.
///
///     let session = simulation.start { await bot.run() }
///     while case .waiting = session.runUntilQuiescent(), let frame = withheld.popFirst() {
///         session.perform { socket.release(frame) }
///     }
///     let run = session.finish()
///
/// Drive it from one task or thread at a time.
public final class SimulationSession<Result: Sendable>: Sendable {
    private let simulation: Simulation
    private let root: Task<Void, Never>
    private let outcome: Outcome<Result>
    private let finished = Locked<EngineRecord?>(nil)

    private var engine: Engine { simulation.engine }

    init(simulation: Simulation, body: @escaping @Sendable () async throws -> Result) {
        let outcome = Outcome<Result>()
        simulation.engine.begin()
        self.simulation = simulation
        self.outcome = outcome
        let refusal = simulation.refusal
        let work: @Sendable () async -> Void = {
            do {
                if let refusal { throw refusal }
                outcome.settle(.completed(try await body()))
            } catch {
                outcome.settle(.failed(error))
            }
        }
        let engine = simulation.engine
        root = engine.adopt {
            engine.isWholeProgram
                ? Task(operation: work) : Task(executorPreference: engine, operation: work)
        }
    }

    deinit { engine.end() }

    /// Virtual time passed since the simulation was made.
    public var elapsed: Duration { engine.now }

    /// Runs every runnable task and every timer until none is left, and says what remains.
    ///
    /// Blocks the calling thread. Once a limit is reached or the schedule diverged, nothing runs any
    /// more and the same answer comes back.
    ///
    /// - Precondition: not called from inside the simulation itself.
    @discardableResult
    public func runUntilQuiescent() -> Quiescence {
        while true {
            if let stop = engine.drive() { return .stopped(stop) }
            if outcome.isSettled {
                // What the body has left to others may be in somebody else's hands.
                if engine.waitForForeignWake(atMost: .zero) { continue }
                return .finished
            }
            guard engine.waitForForeignWake(atMost: simulation.limits.foreignGrace) else {
                return .waiting(engine.pendingTasks)
            }
        }
    }

    /// Whether something outside of the simulation has had a say so far: work has left it, or another thread has resumed a
    /// task.
    public var isDisturbed: Bool { !engine.departures.isEmpty || engine.foreignWakes > 0 }

    /// Waits in real time until another thread makes something runnable; whether one did.
    ///
    /// - Precondition: not called from inside the simulation itself.
    public func waitForOutside(atMost grace: Duration) -> Bool {
        engine.waitForForeignWake(atMost: grace)
    }

    /// Runs `action` as part of the simulation: tasks it resumes become ready in the order in which it
    /// resumes them, whatever thread this is.
    ///
    /// Nothing simulated runs before the next ``runUntilQuiescent()``.
    public func perform<Answer, Failure: Error>(
        _ action: () throws(Failure) -> Answer
    ) throws(Failure) -> Answer {
        try engine.adopt(action)
    }

    /// Cancels the body's task, and with it its structured children.
    ///
    /// They notice in the next ``runUntilQuiescent()``.
    public func cancel() {
        perform { root.cancel() }
    }

    /// Ends the simulation and says what happened.
    ///
    /// Tasks that have not finished are abandoned: they never run again, and a later attempt to resume
    /// one is dropped, so that nothing leaks into another test.
    public func finish() -> SimulationRun<Result> {
        let record = finished.withLock { finished -> EngineRecord in
            if let record = finished { return record }
            let record = engine.end() ?? EngineRecord.nothing
            finished = record
            return record
        }
        let ending: SimulationRun<Result>.Ending
        if let stop = record.stop {
            ending = .init(stop)
        } else {
            ending = outcome.ending ?? .stuck(record.pending)
        }
        return SimulationRun(ending: ending, record: SimulationRecord(record, of: simulation))
    }
}

/// Where the body leaves what it returned or threw.
final class Outcome<Result: Sendable>: Sendable {
    private let value = Locked<SimulationRun<Result>.Ending?>(nil)

    var ending: SimulationRun<Result>.Ending? { value.withLock { $0 } }
    var isSettled: Bool { ending != nil }

    func settle(_ ending: SimulationRun<Result>.Ending) {
        value.withLock { $0 = ending }
    }
}
