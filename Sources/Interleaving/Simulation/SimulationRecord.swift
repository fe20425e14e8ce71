/// What a simulation recorded of itself, whatever its body returned.
public struct SimulationRecord: Sendable {
    /// Every slice, in the order in which it ran.
    public let trace: Trace

    /// The position chosen, at each step where there was a choice.
    ///
    /// ``Schedule/choices(_:)`` with these repeats the run.
    public let choices: [Int]

    /// The schedule as text that ``Schedule/init(token:)`` reads back.
    public let token: String

    /// Virtual time passed.
    public let elapsed: Duration

    /// How often another thread resumed a simulated task or slept on the virtual clock.
    public let foreignWakes: Int

    /// Work that left the simulation, where that is noticed.
    public let departures: Departures

    /// The tasks that had not finished, whether or not the body had.
    public let pending: PendingTasks

    /// What was captured, and what was not.
    public let capabilities: Capabilities

    /// Where its tasks were, for an exploration to learn from.
    let log: PlaceLog

    /// What it noted to be explained; `nil` unless its schedule asked for that.
    let details: RunDetails?

    /// Whether the same schedule can be expected to give the same run: false as soon as another
    /// thread had a say or work left the simulation.
    public var isReproducible: Bool { foreignWakes == 0 && departures.isEmpty }

    /// A warning for reports: what had a say from outside the simulation, and where that can be told; nil when
    /// nothing had.
    ///
    /// Reads debug information, which takes a while.
    public var disturbance: String? {
        var parts: [String] = []
        if foreignWakes > 0 { parts.append("\(foreignWakes) wake(s) from other threads") }
        if !departures.isEmpty { parts.append(departures.report) }
        guard !parts.isEmpty else { return nil }
        return "not reproducible, something outside had a say: " + parts.joined(separator: ", ")
    }

    init(_ record: EngineRecord, of simulation: Simulation) {
        trace = Trace(record.steps)
        choices = record.choices
        token = simulation.schedule.token
        elapsed = record.elapsed
        foreignWakes = record.foreignWakes
        departures = record.departures
        pending = record.pending
        log = record.log
        details = record.details
        capabilities = simulation.capabilities
    }
}
