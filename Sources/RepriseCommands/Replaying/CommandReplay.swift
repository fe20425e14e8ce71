import RepriseHarness
import SessionRecording
import SlackReplay
import SlackServer
import SlackTransport

/// Replays a session to a command.
struct CommandReplay: Sendable {
    /// How long it waits for what.
    struct Patience: Sendable, Hashable {
        /// The quiet after everything has happened, in which a bot that does too much shows itself.
        var settle = Duration.milliseconds(300)
        /// How long the bot may do nothing while it owes something.
        var patience = Duration.seconds(10)
        /// How long it may take until its first call.
        var start = Duration.seconds(30)
        /// How long all of it may take.
        var timeout = Duration.seconds(120)
        /// How long the command may take to end when it is asked to.
        var grace = Duration.seconds(5)
    }

    /// Why the command was asked to end.
    enum Reason: Sendable, Hashable {
        case over(ReplayEnding)
        case timeout
    }

    /// How it went.
    struct Outcome: Sendable {
        var report: ReplayReport
        var faults: FaultReport?
        var end: SupervisedEnd<Reason>
        var elapsed: Duration
    }

    var command: ClientCommand
    var server: SlackServerConfiguration
    var options: ReplayOptions
    /// The timing under a seed, but for the seed.
    var perturbation: Perturbation
    /// What goes wrong, if anything.
    var faults: FaultSource?
    var patience: Patience

    /// Runs the command against the session, until the replay is over or the command has ended.
    ///
    /// - Parameters:
    ///   - session: What was recorded.
    ///   - seed: What perturbs its timing, if anything.
    ///   - interruptions: What ends it early.
    /// - Throws: ``ChildProcessError``, or what a server or the session makes impossible.
    func run(
        _ session: Session,
        seed: UInt64?,
        _ interruptions: Interruptions
    ) async throws -> Outcome {
        var options = options
        options.perturbation = seed.map { seed in
            var perturbation = perturbation
            perturbation.seed = seed
            return perturbation
        }
        let clock = SessionClock(ContinuousClock())
        let replay = try ReplayTransport(session, options: options, clock: clock)
        let faulty = try faults.map { source in
            FaultyTransport(replay, plan: try source.plan(for: session), clock: clock)
        }
        let traced = Environment.process.traced(faulty ?? replay)
        let end = try await withSlackServer(over: traced, configuration: server) { address in
            let child = try command.start(at: address)
            let supervision = Supervision(
                child: child,
                interruptions: interruptions,
                grace: patience.grace
            )
            return try await supervision.run { try await reasonToEnd(replay) }
        }
        return Outcome(
            report: replay.report(),
            faults: faulty?.report(),
            end: end,
            elapsed: clock.now
        )
    }

    private func reasonToEnd(_ replay: ReplayTransport) async throws -> Reason? {
        try await withThrowingTaskGroup(of: Reason.self) { group in
            group.addTask {
                .over(
                    try await replay.waitUntilOver(
                        settling: patience.settle,
                        patience: patience.patience,
                        start: patience.start
                    )
                )
            }
            group.addTask {
                try await Task.sleep(for: patience.timeout)
                return .timeout
            }
            defer { group.cancelAll() }
            return try await group.next()
        }
    }
}
