/// Work that left a simulation, calls that held it up, and tasks outside of it that it woke.
public struct Departures: Hashable, Sendable {
    /// Blocks handed to Dispatch.
    public let dispatch: Int

    /// Threads started.
    public let threads: Int

    /// Calls that hold the thread up in real time until something happens; one that only sleeps takes virtual time instead.
    public let blockingCalls: Int

    /// Wakes of tasks that were not created in the simulation: they go on outside, in real time.
    public let tasksFromOutside: Int

    /// Wakes of tasks of simulations that have ended: they never run again, so whoever waits for them waits for ever.
    ///
    /// Something that is kept from one run to the next, such as a singleton, has a task of its own. Make it anew for each run, or
    /// before the first one.
    public let tasksFromBefore: Int

    /// Slices that an actor shared with code outside of the simulation made somebody else's thread run, or had this one run
    /// for others.
    ///
    /// Each task is counted when it is noticed. Order and, in such slices, timing are real then.
    public let sharedActors: Int

    /// Slices that took longer than ``SimulationLimits/sliceTime``, whatever held them up.
    public let stalls: Int

    /// Where the first few of them were made, and where the latest slice stood that took too long.
    ///
    /// The stack is followed by its frame pointers; where a library keeps none, a caller may be missing.
    public let places: [CodePlace]

    init(
        dispatch: Int = 0,
        threads: Int = 0,
        blockingCalls: Int = 0,
        tasksFromOutside: Int = 0,
        tasksFromBefore: Int = 0,
        sharedActors: Int = 0,
        stalls: Int = 0,
        places: [CodePlace] = []
    ) {
        self.dispatch = dispatch
        self.threads = threads
        self.blockingCalls = blockingCalls
        self.tasksFromOutside = tasksFromOutside
        self.tasksFromBefore = tasksFromBefore
        self.sharedActors = sharedActors
        self.stalls = stalls
        self.places = places
    }

    /// Whether nothing left.
    public var isEmpty: Bool {
        dispatch + threads + blockingCalls + tasksFromOutside + tasksFromBefore
            + sharedActors + stalls == 0
    }
}

extension Departures: CustomStringConvertible {
    /// The counts in one phrase.
    public var description: String {
        let parts = [
            (dispatch, "block(s) handed to Dispatch"), (threads, "thread(s) started"),
            (blockingCalls, "call(s) that block"),
            (tasksFromOutside, "task(s) from outside woken"),
            (tasksFromBefore, "task(s) of an earlier run woken, which do not go on"),
            (
                sharedActors,
                "slice(s) on an actor that is shared with code outside of the simulation"
            ),
            (stalls, "slice(s) that held the thread up"),
        ]
        return parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }

    /// The counts, and where the first few were made as far as that can be told.
    ///
    /// Reads debug information, which takes a while.
    public var report: String {
        ([description] + places.map { "at \($0)" }).joined(separator: "\n")
    }
}
