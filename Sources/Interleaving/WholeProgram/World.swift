#if INTERLEAVING_WHOLE_PROGRAM && canImport(Glibc) && compiler(>=6.3) && compiler(<6.4)
import CInterleaving
import Glibc
import RepriseFloor
import Synchronization

/// What the tasks of one simulation see instead of the machine.
final class World: Sendable {
    /// What a thread saw before it entered a world.
    struct Outside {
        let world: UnsafeMutablePointer<interleaving_world>?
    }

    /// Whether unfinished tasks can be told from finished ones.
    let inspectsTasks: Bool

    /// The room that it has; that of ended worlds once the simulation has ended, so that whoever keeps a simulation, as tasks do that
    /// wait for ever, does not keep that.
    // It is only read and exchanged whole.
    nonisolated(unsafe) private let room: Atomic<UnsafeMutablePointer<interleaving_world>>

    /// What ``hops`` was when the simulation ended.
    private let finalHops = Atomic<Int>(0)

    // What is there is written before the simulation starts and on the thread that drives it.
    private var state: UnsafeMutablePointer<interleaving_world> { room.load(ordering: .relaxed) }

    /// A world whose clocks start at `epoch`, time since 1970, and whose random numbers follow from
    /// `seed`, in as far as `features` are captured.
    init(epoch: Duration, seed: UInt64, features: Set<Capabilities.Feature>) {
        let state = WorldStates.take()
        room = Atomic(state)
        state.pointee.epoch = epoch.wholeNanoseconds
        state.pointee.random = seed
        state.pointee.virtual_clock = features.contains(.clock)
        state.pointee.virtual_random = features.contains(.random)
        state.pointee.hop_points = features.contains(.actorHops)
        inspectsTasks = features.contains(.taskInspection)
    }

    deinit { giveBack() }

    private func giveBack() {
        let state = room.exchange(WorldStates.ended, ordering: .relaxed)
        if state != WorldStates.ended { WorldStates.giveBack(state) }
    }

    /// The executor of code that is on no actor.
    static var genericExecutor: UnownedSerialExecutor {
        // Two null words, in Swift 6.3 on 64 bits; there is no public way to spell it.
        unsafeBitCast((0, 0), to: UnownedSerialExecutor.self)
    }

    /// The number of the running task, 0 outside of tasks.
    static var currentTask: UInt64 { interleaving_current_task() }

    /// Whether a task is being created on the calling thread: what is made ready meanwhile and is
    /// not known is that task.
    static var isCreatingTask: Bool { interleaving_is_creating_task() }

    /// Whether the running task may be one that a simulation has left unfinished: if not, it is none.
    static var mayRunningTaskBeLeftover: Bool { interleaving_may_be_leftover(currentTask) }

    /// The calling thread makes a task ready that belongs to no simulation.
    static func noteTaskFromOutside() {
        interleaving_depart(Int32(interleaving_departure_task.rawValue))
    }

    /// The calling thread makes a task ready that belongs to a simulation that has ended.
    static func noteTaskFromBefore() {
        interleaving_depart(Int32(interleaving_departure_past.rawValue))
    }

    /// How long a slice may take in real time before it is reported.
    func setPatience(_ patience: Duration) { state.pointee.patience = patience.wholeNanoseconds }

    /// Watches for slices that hold up the calling thread, until told otherwise.
    func watch() { interleaving_watch(state) }

    /// Undoes ``watch()``.
    func unwatch() { interleaving_unwatch(state) }

    /// A slice begins.
    ///
    /// - Parameter isOfActor: Whether an actor may work through its queue in it.
    func beginSlice(ofActor isOfActor: Bool) {
        interleaving_begin_slice(state)
        state.pointee.on_errand = isOfActor
    }

    /// A slice has ended.
    func endSlice() { state.pointee.on_errand = false }

    /// Makes the calling thread drive this world; the task that it runs is not of this world.
    func enter() -> Outside {
        let outside = Outside(world: interleaving_enter(state))
        state.pointee.driver = interleaving_current_task()
        return outside
    }

    /// What tasks of simulations that have ended see.
    static var limbo: UnsafeMutablePointer<interleaving_world> { interleaving_limbo() }

    /// This world, for whoever runs one of its tasks.
    var seen: UnsafeMutablePointer<interleaving_world> { state }

    /// Undoes ``enter()``.
    static func leave(to outside: Outside) { _ = interleaving_enter(outside.world) }

    func setNow(_ now: Duration) { interleaving_set_now(state, now.wholeNanoseconds) }

    /// Whether no task was on its way from one executor to another, which looks as if it waited, at any time during
    /// `look`; and what that found.
    func withoutPassing<Found>(_ look: () -> Found) -> (isSure: Bool, found: Found) {
        let before = interleaving_passings(state)
        let found = look()
        let isSure = !interleaving_is_in_passing(state) && interleaving_passings(state) == before
        return (isSure, found)
    }

    /// Whether it is what the calling thread sees.
    var isCurrent: Bool { interleaving_current() == state }

    /// Does `action` in no world.
    static func inRealTime(_ action: () -> Void) {
        interleaving_leave()
        action()
        interleaving_return()
    }

    /// What time it is: a slice that slept has moved it.
    var now: Duration { .nanoseconds(interleaving_now(state)) }

    /// The simulation starts.
    func begin(_ engine: Engine) {
        state.pointee.engine = Unmanaged.passUnretained(engine).toOpaque()
        SimulationDirectory.shared.add(engine)
    }

    /// Leaves the errand of an actor to the platform.
    func passOn(_ errand: UnownedJob) { Errands.shared.enqueue(errand) }

    /// Sees to it that errands of actors do not wait for the threads that wait for them.
    static func hurryErrands() { Errands.shared.hurry() }

    /// The simulation has ended, with these tasks unfinished.
    ///
    /// - Parameter isAlone: Whether no other thread runs one of them, so that nobody is in the room any more.
    func end(_ engine: Engine, abandoning tasks: [UInt64], isAlone: Bool) {
        SimulationDirectory.shared.remove(engine, abandoning: tasks)
        finalHops.store(hops, ordering: .relaxed)
        if isAlone { giveBack() }
    }

    /// Executor changes made into scheduling points so far.
    var hops: Int { max(Int(state.pointee.hops), finalHops.load(ordering: .relaxed)) }

    /// Whether an actor has run tasks of this world on another thread than its own, or others on this one's.
    var sharesActors: Bool { state.pointee.departures.4 > 0 }

    /// Whether anything has been run, or may be, by another thread than this world's.
    var hasLeftThread: Bool {
        let counts = state.pointee.departures
        return counts.0 > 0 || counts.1 > 0 || counts.4 > 0
    }

    /// How often work was handed to Dispatch or to a new thread, which may resume tasks of this world later.
    var handOvers: Int { Int(state.pointee.departures.0) + Int(state.pointee.departures.1) }

    /// Work that left the simulation so far.
    var departures: Departures {
        let counts = state.pointee.departures
        return Departures(
            dispatch: Int(counts.0),
            threads: Int(counts.1),
            blockingCalls: Int(counts.2),
            tasksFromOutside: Int(counts.3),
            tasksFromBefore: Int(counts.5),
            sharedActors: Int(counts.4),
            stalls: Int(interleaving_stalls(state)),
            places: places
        )
    }

    private var places: [CodePlace] {
        let count = min(Int(state.pointee.place_count), Int(interleaving_places))
        let depth = Int(interleaving_depth)
        var places: [CodePlace] = []
        if count > 0 {
            places = withUnsafeBytes(of: state.pointee.places) { bytes in
                (0..<count).map {
                    CodePlace(calling: bytes.bindMemory(to: UInt.self)[($0 * depth)...])
                }
            }
        }
        if interleaving_stalls(state) > 0 {
            withUnsafeBytes(of: state.pointee.stall) { bytes in
                places.append(CodePlace(calling: bytes.bindMemory(to: UInt.self)[...]))
            }
        }
        return places
    }
}

/// Room for worlds, which is used again and never given back: a task may be asked which world it sees on one thread while
/// the simulation ends on another.
private enum WorldStates {
    private static let free = Locked<[Pointer]>([])

    private struct Pointer: Sendable {
        // Nobody uses it while it is free.
        nonisolated(unsafe) let state: UnsafeMutablePointer<interleaving_world>
    }

    /// The room of all worlds that have ended, which nobody is in.
    nonisolated(unsafe) static let ended: UnsafeMutablePointer<interleaving_world> = {
        let state = UnsafeMutablePointer<interleaving_world>.allocate(capacity: 1)
        state.initialize(to: interleaving_world())
        return state
    }()

    static func take() -> UnsafeMutablePointer<interleaving_world> {
        let left = free.withLock { free -> UnsafeMutablePointer<interleaving_world>? in
            // A thread that takes a task from executor to executor still counts in it.
            let position = free.lastIndex { !interleaving_is_in_passing($0.state) }
            return position.map { free.remove(at: $0).state }
        }
        let state = left ?? .allocate(capacity: 1)
        state.initialize(to: interleaving_world())
        return state
    }

    static func giveBack(_ state: UnsafeMutablePointer<interleaving_world>) {
        state.pointee.engine = nil
        free.withLock { $0.append(Pointer(state: state)) }
    }
}

extension CodePlace {
    /// A stack of return addresses that ends with a null.
    fileprivate init(calling addresses: Slice<UnsafeBufferPointer<UInt>>) {
        let stack = addresses.prefix(Int(interleaving_depth)).prefix { $0 != 0 }
        self.init(kind: .calling, addresses: Array(stack))
    }
}

/// Tells of a slice that holds up its simulation; called by the watchdog's thread.
@_cdecl("interleaving_report_stall")
func reportStall(_ place: UnsafePointer<UnsafeRawPointer?>) {
    let words = UnsafeRawPointer(place).assumingMemoryBound(to: UInt.self)
    let buffer = UnsafeBufferPointer(start: words, count: Int(interleaving_depth))
    let text =
        "A simulated task holds up its simulation: it has not suspended for a while, at "
        + "\(CodePlace(calling: buffer[...])). A simulation has one thread; whoever it waits for, if simulated "
        + "too, will never run.\n"
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
}
#else
/// What the tasks of one simulation see instead of the machine; there is none on this platform.
final class World: Sendable {
    struct Outside {}

    let inspectsTasks: Bool

    init(epoch: Duration, seed: UInt64, features: Set<Capabilities.Feature>) {
        inspectsTasks = false
    }

    static var genericExecutor: UnownedSerialExecutor { MainActor.sharedUnownedExecutor }
    static var currentTask: UInt64 { 0 }
    static var mayRunningTaskBeLeftover: Bool { false }
    func enter() -> Outside { Outside() }
    static func leave(to outside: Outside) {}
    func setPatience(_ patience: Duration) {}
    func watch() {}
    func unwatch() {}
    func beginSlice(ofActor isOfActor: Bool) {}
    func endSlice() {}
    func setNow(_ now: Duration) {}
    func withoutPassing<Found>(_ look: () -> Found) -> (isSure: Bool, found: Found) {
        (true, look())
    }
    var sharesActors: Bool { false }
    var hasLeftThread: Bool { false }
    var handOvers: Int { 0 }
    static func hurryErrands() {}
    var isCurrent: Bool { false }
    static func inRealTime(_ action: () -> Void) { action() }
    var now: Duration { .zero }
    func begin(_ engine: Engine) {}
    func end(_ engine: Engine, abandoning tasks: [UInt64], isAlone: Bool) {}
    func passOn(_ errand: UnownedJob) {}
    var hops: Int { 0 }
    var departures: Departures { Departures() }
}
#endif

extension Duration {
    /// Nanoseconds, fractions dropped.
    var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds &* 1_000_000_000 &+ attoseconds / 1_000_000_000
    }
}
