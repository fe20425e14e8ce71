public import Interleaving
import SessionRecording
public import SlackBot
import SlackReplay

extension Replay {
    /// Replays the session to a bot under many schedules and looks for one that breaks a property.
    ///
    ///     let report = try Replay(contentsOf: path).explore(
    ///         greeter,
    ///         processing: .detached(),
    ///         under: Exploration(schedules: 5_000),
    ///         [.repliesInArrivalOrder(.channel)]
    ///     )
    ///     print(report)
    ///
    /// The recorded order comes first. Explored are the order of tasks, that of timers which are due
    /// together or nearly so, which of several answers under way comes first, and when each event and answer comes;
    /// frames of one socket keep their order, and nothing comes before its causes. With
    /// ``Perturbation/recorded`` in the options everything comes when it came in the recording. A run that gives no ground for a verdict breaks every property: see ``ReplayOutcome/unfounded``.
    ///
    /// The same bot is run under every schedule. One whose handler keeps something (a set of events seen, a database)
    /// has to be made anew for each: see ``explore(making:processing:under:_:)``. That it keeps something is found out.
    ///
    /// Blocks the calling thread.
    ///
    /// - Parameters:
    ///   - bot: The bot.
    ///   - processing: How the bot works through events; by default as it was made.
    ///   - exploration: How many schedules, of which kind, and how far each may go. Its limits, tier and
    ///     seed of random numbers count, not those of the replay; time begins at the session's epoch.
    ///   - properties: What must hold under every schedule, at least one.
    /// - Throws: `ReplayError` when the session cannot be played, `ReplayTokenMismatch` when the exploration is to replay a token
    ///   that was found with another session, other faults, timings, limits or processing.
    public func explore(
        _ bot: Bot,
        processing: Processing? = nil,
        under exploration: Exploration = Exploration(),
        _ properties: [ReplayProperty]
    ) throws -> ReplayExplorationReport {
        try explore(making: { bot }, processing: processing, under: exploration, properties)
    }

    /// Replays the session under many schedules, to a bot that is made anew for each.
    ///
    /// - Parameter make: Makes the bot; it runs in the simulation, so what it starts is simulated, too.
    public func explore(
        making make: @escaping @Sendable () throws -> Bot,
        processing: Processing? = nil,
        under exploration: Exploration = Exploration(),
        _ properties: [ReplayProperty]
    ) throws -> ReplayExplorationReport {
        try explore(properties, under: exploration, processing: processing) {
            Trial(processing: processing, make)
        }
    }

    /// Replays the session under many schedules, to a bot and the state it works on, both made anew for each, and asks
    /// the state as well.
    ///
    ///     try replay.explore(
    ///         making: { let desk = Desk(); return (bot(at: desk), desk) },
    ///         verifying: { outcome, desk in
    ///             guard await desk.open.isEmpty else { throw TicketsLeft() }
    ///         }
    ///     )
    ///
    /// - Parameters:
    ///   - make: Makes the bot and its state; it runs in the simulation, so what it starts is simulated, too.
    ///   - processing: How the bot works through events; by default as it was made.
    ///   - exploration: How many schedules, of which kind, and how far each may go.
    ///   - properties: What else must hold under every schedule.
    ///   - verify: Looks at a replay and at the state that it left, and throws what is wrong with it: a ``Finding``, or
    ///     any error. It runs in a simulation of its own, after the replay.
    public func explore<State: Sendable>(
        making make: @escaping @Sendable () throws -> (Bot, State),
        processing: Processing? = nil,
        under exploration: Exploration = Exploration(),
        _ properties: [ReplayProperty] = [],
        verifying verify: @escaping @Sendable (ReplayOutcome, State) async throws -> Void
    ) throws -> ReplayExplorationReport {
        try explore(properties, under: exploration, processing: processing) {
            Trial(processing: processing, make, verify)
        }
    }

    private func explore(
        _ properties: [ReplayProperty],
        under exploration: Exploration,
        processing: Processing?,
        _ trial: @escaping () -> Trial
    ) throws -> ReplayExplorationReport {
        var exploration = exploration
        exploration.circumstances.merge(circumstances(processing)) { said, _ in said }
        exploration.epoch = .microseconds(source.header.epoch)
        try exploration.settleToken()
        let search = ReplaySearch(
            trial: trial,
            plan: try plan(),
            replay: self,
            exploration: exploration,
            properties: properties
        )
        return try search.run()
    }

    /// What a token is good for, besides the test: its session, and how that is played.
    private func circumstances(_ processing: Processing?) -> [ReplayToken.Circumstance: String] {
        let header = source.header
        let timing = options.perturbation ?? .scheduled()
        return [
            .input: "\(header.epoch) \(header.title ?? "") \(source.count)",
            .faults: "\(faults)",
            .timing: "\(timing) \(options.pace) \(options.ordering) \(options.redelivery)",
            .processing: processing.map { "\($0)" } ?? "as made",
        ]
    }
}
