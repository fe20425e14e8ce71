import RepriseFloor

/// Where the tasks of a run were, as far as an exploration learns from it.
///
/// A place is where in the program a task goes on once it runs, with its callers: tasks of the same code share places. Nothing is
/// concluded from places but which schedules to try next, so it does no harm that two of them may be one to the program, or one two.
struct PlaceLog: Sendable {
    /// A place that tasks arrived at, and how.
    struct Arrival: Hashable, Sendable {
        let place: UInt32
        /// Whether no task had run for more than its first slice when it came here.
        var isEarly: Bool
    }

    private struct Whereabouts {
        var place: UInt32 = 0
        /// How often the task has become ready.
        var arrivals = 0
        /// Whether it made another task ready since.
        var hasWoken = false
    }

    /// Each place once, in the order in which tasks first came there.
    private(set) var arrivals: [Arrival] = []
    /// For each choice, what the state of all tasks was and which place was chosen, folded to a number; 0 where nothing is told.
    private(set) var states: [UInt32] = []

    /// Whether time could have passed though slices were ready.
    var timeCouldPass = false

    private var positions = TaskIndexTable()
    private var tasks: [Whereabouts] = []
    /// The sum over all tasks of what stands for their places, whatever their order.
    private var sum: UInt64 = 0

    /// Notes that a task is ready to go on at a place.
    ///
    /// - Parameters:
    ///   - place: where, or 0 if that cannot be told; its count of slices stands for it then.
    ///   - waker: the task whose slice made it ready, if one did.
    /// - Returns: the place, never 0, and whether the task made another ready since it was ready itself.
    mutating func arrive(
        _ task: Int,
        at place: UInt32,
        wokenBy waker: Int?
    ) -> (place: UInt32, hasWoken: Bool) {
        while tasks.count <= task { tasks.append(Whereabouts()) }
        let count = tasks[task].arrivals
        let place = place == 0 ? PlaceLog.substitute(task, count) : place
        if let waker, waker != task, count > 0, waker < tasks.count { tasks[waker].hasWoken = true }
        note(place, isEarly: count < 2)
        let hasWoken = tasks[task].hasWoken
        sum &+= PlaceLog.mix(place) &- (count == 0 ? 0 : PlaceLog.mix(tasks[task].place))
        tasks[task] = Whereabouts(place: place, arrivals: count + 1)
        return (place, hasWoken)
    }

    private mutating func note(_ place: UInt32, isEarly: Bool) {
        if let position = positions.index(of: UInt64(place)) {
            if !isEarly { arrivals[position].isEarly = false }
        } else {
            positions.insert(UInt64(place), arrivals.count)
            arrivals.append(Arrival(place: place, isEarly: isEarly))
        }
    }

    /// How often each task has become ready, by its number.
    var slices: [Int] { tasks.map(\.arrivals) }

    /// Notes that a slice at a place was chosen, 0 for one that is at none.
    mutating func choose(_ place: UInt32) {
        guard place != 0 else { return states.append(0) }
        states.append(
            UInt32(truncatingIfNeeded: PlaceLog.mix(sum ^ UInt64(place) &* 0x9E37_79B9) >> 32)
        )
    }

    /// Notes that one of so many alternatives was decided on.
    mutating func decide(_ choice: Int) {
        states.append(
            UInt32(truncatingIfNeeded: PlaceLog.mix(sum &+ UInt64(choice + 1) << 48) >> 32)
        )
    }

    private static func substitute(_ task: Int, _ count: Int) -> UInt32 {
        UInt32(truncatingIfNeeded: mix(UInt64(task) << 32 ^ UInt64(count))) | 1
    }

    private static func mix(_ place: UInt32) -> UInt64 { mix(UInt64(place)) }

    /// A number in which every bit of `value` has a say.
    static func mix(_ value: UInt64) -> UInt64 {
        var generator = SeededGenerator(seed: value)
        return generator.next()
    }
}
