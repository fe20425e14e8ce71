/// What the driving thread does next.
enum EngineAction {
    /// Run this slice; one of an actor may run tasks of others.
    case run(UnownedJob, ReadyJob.Route, ofActor: Bool)

    /// Wake these sleepers, in this order, now that it is so late.
    case wake([Sleeper], Duration)

    /// Run this job, which only gives back memory and is no part of the schedule.
    case clean(UnownedJob)

    /// Give back this reference to a task that has finished.
    case release(TaskHandle)

    /// Nothing is ready, and time would pass if it were known that no task is in the hands of another thread.
    case hold

    /// Nothing can go on by itself.
    case rest

    /// The simulation is over before it was quiescent.
    case stop(SimulationStop)
}

/// What a simulation leaves behind.
struct EngineRecord {
    let stop: SimulationStop?
    let steps: TraceSteps
    let choices: [Int]
    let elapsed: Duration
    let foreignWakes: Int
    let pending: PendingTasks
    /// Where the tasks were.
    let log: PlaceLog
    /// What the run noted of itself, if it was to.
    let details: RunDetails?
    /// Work that left it.
    let departures: Departures
    /// Numbers of the tasks that have not finished.
    let abandoned: [UInt64]
    /// References to tasks, to be given back.
    let released: [TaskHandle]
    /// Errands of actors that have not run.
    let errands: [UnownedJob]

    /// That of a simulation in which nothing happened.
    static let nothing = EngineRecord(
        stop: nil,
        steps: TraceSteps(),
        choices: [],
        elapsed: .zero,
        foreignWakes: 0,
        pending: PendingTasks(tasks: [], isComplete: false),
        log: PlaceLog(),
        details: nil,
        departures: Departures(),
        abandoned: [],
        released: [],
        errands: []
    )
}
