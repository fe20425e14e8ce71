#if INTERLEAVING_WHOLE_PROGRAM && canImport(Glibc) && compiler(>=6.3) && compiler(<6.4)
import CInterleaving
import RepriseFloor
import Synchronization

/// Which simulation a job belongs to.
///
/// A task belongs to the simulation that it was created in, whoever makes it ready; one that was created in none
/// is the platform's, also where simulated code wakes it. A job of no task (the errand of an actor) made ready on a
/// thread that runs a simulation belongs to that one, and to the platform otherwise: it is never dropped, since whoever
/// waits for the actor waits for it. A task's job of a simulation that has ended is dropped, so that a late wake never
/// reaches another test.
final class SimulationDirectory: Sendable {
    static let shared = SimulationDirectory()

    // Written once, while the process is loaded and has one thread.
    nonisolated(unsafe) static var isInstalled = false

    private struct Members {
        var active: [Engine] = []
        /// Tasks left suspended by simulations that have ended.
        var abandoned: Set<UInt64> = []
    }

    private let members = Locked(Members())
    /// Simulations that have begun and not ended.
    private let population = Atomic<Int>(0)

    /// The simulation that runs on the calling thread.
    static var current: Engine? {
        guard let world = interleaving_current(), let engine = world.pointee.engine else {
            return nil
        }
        return Unmanaged<Engine>.fromOpaque(engine).takeUnretainedValue()
    }

    func add(_ engine: Engine) {
        members.withLock { members in
            members.active.append(engine)
            note(members.active.count)
        }
    }

    private func note(_ count: Int) {
        population.store(count, ordering: .sequentiallyConsistent)
        interleaving_note_population(count)
    }

    /// The world that a running task sees; `nil` for the machine.
    func world(of task: UInt64) -> UnsafeMutablePointer<interleaving_world>? {
        members.withLock { members in
            if members.abandoned.contains(task) { return World.limbo }
            return members.active.first { $0.knows(task) }?.worldSeen
        }
    }

    func remove(_ engine: Engine, abandoning tasks: [UInt64]) {
        members.withLock { members in
            members.active.removeAll { $0 === engine }
            members.abandoned.formUnion(tasks)
            for task in tasks { interleaving_note_leftover(task) }
            note(members.active.count)
        }
    }

    /// Gives the job to the simulation it belongs to; false when it belongs to none.
    func take(_ job: UnownedJob, by route: ReadyJob.Route) -> Bool {
        let here = SimulationDirectory.current
        let identifier = taskIdentifier(of: job)
        let isErrand = identifier == 0 && route == .global && !TaskView.isResumption(job)
        if here == nil, !isErrand, population.load(ordering: .relaxed) == 0,
            !interleaving_may_be_leftover(identifier)
        {
            return false
        }
        if let here {
            if here.admitIfKnown(job, identifier, by: route) { return true }
            if World.isCreatingTask {
                here.admit(job, by: route)
                return true
            }
        }
        if takeElsewhere(job, identifier, by: route, than: here) { return true }
        if isErrand {
            // Also while there is no simulation: those that begin now take the threads that it would wait for.
            Errands.shared.enqueue(job)
            return true
        }
        World.noteTaskFromOutside()
        return false
    }

    /// Notes that the running task is about to end the scope of a child.
    func leave(_ child: UnownedJob) {
        let here = SimulationDirectory.current
        if here == nil, population.load(ordering: .relaxed) == 0 { return }
        let identifier = taskIdentifier(of: child)
        let parent = World.currentTask
        if let here, here.leaveScope(of: identifier, in: parent) { return }
        let engines = members.withLock { $0.active }
        _ = engines.contains { $0 !== here && $0.leaveScope(of: identifier, in: parent) }
    }

    /// Gives the job to another simulation that knows its task, or drops it if that one has ended.
    private func takeElsewhere(
        _ job: UnownedJob,
        _ identifier: UInt64,
        by route: ReadyJob.Route,
        than here: Engine?
    ) -> Bool {
        let alone = here == nil ? 0 : 1
        if identifier == 0 { return false }
        if population.load(ordering: .relaxed) == alone, !interleaving_may_be_leftover(identifier) {
            return false
        }
        let (engines, isAbandoned) = members.withLock {
            ($0.active, $0.abandoned.contains(identifier))
        }
        if isAbandoned {
            World.noteTaskFromBefore()
            return true
        }
        return engines.contains { $0 !== here && $0.admitIfKnown(job, identifier, by: route) }
    }
}

extension Engine {
    /// What the tasks of this simulation see.
    fileprivate var worldSeen: UnsafeMutablePointer<interleaving_world>? { world?.seen }
}
#endif
