import RepriseFloor
import RepriseHarness
import SessionRecording
import SlackReplay
import SlackServer
import SlackTransport
import SlackWire

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Replays a session to a command.
struct CommandReplay: Sendable {
    /// How long it waits for what.
    struct Patience: Sendable, Hashable {
        /// The quiet after everything has happened, in which a bot that does too much shows itself.
        var settle = Duration.milliseconds(300)
        /// Whether that is longer where the recorded bot was quiet for longer at its end: then one that goes on by its own
        /// clock shows itself, too.
        var settlesAsRecorded = true
        /// How much longer than the recorded one the bot may do nothing while it owes something, or wait for an answer in vain.
        var patience = Duration.seconds(10)
        /// How long it may take until its first call.
        var start = Duration.seconds(30)
        /// How long all of it may take; longer than the recording is, unless that is said not to count.
        var timeout = Duration.seconds(120)
        /// Whether the length of the recording comes on top of that.
        var allowsForLength = true
        /// How long the command may take to end when it is asked to.
        var grace = Duration.seconds(5)

        /// The longest quiet at the end that nobody asked for.
        private static let longestSettling = Duration.seconds(2)

        /// How long it is to be quiet at the end, after a recording that was quiet for so long.
        ///
        /// A little less than that: what a bot does over and over comes no earlier than it did.
        func settling(afterQuietOf quiet: Duration) -> Duration {
            guard settlesAsRecorded else { return settle }
            return max(settle, min(quiet * 0.8, Self.longestSettling))
        }

        /// The same for a session of a length: a bot takes its time, and waits in vain for answers, as the recorded one did.
        func allowing(forLength length: Duration) -> Patience {
            guard allowsForLength else { return self }
            var patience = self
            patience.timeout += length
            return patience
        }
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
        /// How far the command had read each of its sockets.
        var reading: [SocketReading] = []
        /// What somebody else sent, and what led nowhere.
        var visits = Visits()
        /// Tokens that it brought and was not handed out.
        var foreignTokens = ForeignTokens([:], handedOut: nil)
        var end: SupervisedEnd<Reason>
        /// How the recorded command ended.
        var recorded = RecordedProcess()
        /// How long the recording is.
        var length = Duration.zero
        /// How long it could have taken.
        var timeout: Duration
        var elapsed: Duration
        /// Whether it is of no account whether the command read its sockets.
        var allowsUnread = false
        /// What was to be left out of the comparison and is in nothing that was recorded.
        var idleIgnores: [String] = []
    }

    var command: ClientCommand
    var server: SlackServerConfiguration
    var options: ReplayOptions
    /// The timing under a seed, but for the seed.
    var perturbation: Perturbation
    /// What goes wrong, if anything.
    var faults: FaultSource?
    var patience: Patience
    /// Whether it is of no account whether the command reads its sockets.
    var allowsUnread = false
    /// The arguments that the user left out of the comparison.
    var ignored: [String] = []

    /// Runs the command against the session, until the replay is over or the command has ended.
    ///
    /// - Parameters:
    ///   - session: What was recorded.
    ///   - seed: What perturbs its timing, if anything.
    ///   - interruptions: What ends it early.
    /// - Throws: ``ChildProcessError``, or what a server or the session makes impossible.
    func run(
        _ session: SessionSource,
        seed: UInt64?,
        _ interruptions: Interruptions
    ) async throws -> Outcome {
        var options = options
        options.perturbation = seed.map { seed in
            var perturbation = perturbation
            perturbation.source = .seed(seed)
            return perturbation
        }
        // A fault makes things late by itself.
        if faults != nil { options.timeLimits = .ignored }
        let clock = SessionClock(ContinuousClock())
        let sleep = SuspendedTime()
        let plan = try ReplayPlan(session, options: options)
        let patience = patience.allowing(forLength: plan.length)
        var command = command
        command.recordedTokens = plan.process.tokens
        if command.makesUpTokens {
            command.defaults.merge(MadeUpTokens.usual(botKind: plan.kindOfBotToken)) { $1 }
        }
        let replay = ReplayTransport(plan, clock: clock)
        replay.reserve(tokens: command.recordedTokensByHandedOut)
        let faulty = try faults.map { source in
            FaultyTransport(replay, plan: try source.plan(for: session.session), clock: clock)
        }
        let traced = Environment.process.traced(faulty ?? replay)
        let doorkeeper = Doorkeeper(traced, session)
        var server = server
        let reading = Reading(clock: clock)
        server.reading = reading.watch
        server.onRefusal = { doorkeeper.refused($0) }
        server.deadEnd = command.deadEnd
        let end = try await withSlackServer(over: doorkeeper, configuration: server) {
            [command] address in
            let child = try command.start(at: address)
            let supervision = Supervision(
                child: child,
                interruptions: interruptions,
                grace: patience.grace,
                stopSignal: plan.process.stopSignal
            )
            return try await supervision.run {
                try await reasonToEnd(replay, plan, reading, patience)
            }
        }
        var report = replay.report()
        // While the machine sleeps nobody is late.
        if sleep.total > .seconds(1) { report.overdue = [] }
        return Outcome(
            report: report,
            faults: faulty?.report(),
            reading: reading.sockets,
            visits: doorkeeper.visits,
            foreignTokens: ForeignTokens(
                replay.ownTokens,
                handedOut: command.handedOutTokens
            ),
            end: end,
            recorded: plan.process,
            length: plan.length,
            timeout: patience.timeout,
            elapsed: clock.now,
            allowsUnread: allowsUnread,
            idleIgnores: plan.standingNowhere(ignored)
        )
    }

    /// Returns when there is a reason to end the command, and notes how far it had read by then.
    private func reasonToEnd(
        _ replay: ReplayTransport,
        _ plan: ReplayPlan,
        _ reading: Reading,
        _ patience: Patience
    ) async throws -> Reason? {
        let reason = try await firstReason(replay, plan, reading, patience)
        try Task.checkCancellation()
        reading.close()
        return reason
    }

    private func firstReason(
        _ replay: ReplayTransport,
        _ plan: ReplayPlan,
        _ reading: Reading,
        _ patience: Patience
    ) async throws -> Reason? {
        try await withThrowingTaskGroup(of: Reason?.self) { group in
            group.addTask {
                let ending = try await waitUntilOver(replay, plan, patience)
                // A command that owes something has had its time; it is only looked at.
                await reading.watch.waitUntilRead(
                    for: ending == .complete ? patience.patience : patience.settle * 3,
                    looking: patience.settle,
                    on: reading.clock
                )
                return .over(ending)
            }
            group.addTask {
                try await Task.sleep(for: patience.timeout)
                return .timeout
            }
            group.addTask {
                await reading.watch.look(every: patience.settle, on: reading.clock)
                return nil
            }
            defer { group.cancelAll() }
            while let reason = try await group.next() {
                if let reason { return reason }
            }
            return nil
        }
    }
}

extension CommandReplay {
    /// Returns when everything has happened and the quiet of the end is over, or when it is clear that not everything will.
    private func waitUntilOver(
        _ replay: ReplayTransport,
        _ plan: ReplayPlan,
        _ patience: Patience
    ) async throws -> ReplayEnding {
        func wait(settling: Duration) async throws -> ReplayEnding {
            try await replay.waitUntilOver(
                settling: settling,
                patience: patience.patience,
                start: patience.start
            )
        }
        let ending = try await wait(settling: patience.settle)
        guard ending == .complete else { return ending }
        let quiet = plan.quietAtEnd
        if plan.process.endedByItself {
            // The command is about to end by itself, too. It gets as long as the recorded one, and a little more.
            try await Task.sleep(for: quiet + Self.endingTime)
            return ending
        }
        let settling = patience.settling(afterQuietOf: quiet)
        return settling > patience.settle ? try await wait(settling: settling) : ending
    }

    /// How much longer than the recorded one a command may take to end by itself before it is asked to.
    private static let endingTime = Duration.seconds(2)
}

extension RecordedProcess {
    /// By which signal a command is asked to end that was recorded so: the one that the recorded one was asked by, for some
    /// end in order at one of them only.
    var stopSignal: Int32 {
        guard let asked, [SIGINT, SIGTERM, SIGHUP, SIGQUIT].contains(Int32(asked.signal)) else {
            return SIGTERM
        }
        return Int32(asked.signal)
    }
}

/// How far a command reads, up to the moment at which it is asked to end.
private final class Reading: Sendable {
    let watch = ReadingWatch()
    let clock: SessionClock
    private let last = Locked<[SocketReading]?>(nil)

    init(clock: SessionClock) {
        self.clock = clock
    }

    /// The command is asked to end: what it does with its sockets from now on says nothing.
    func close() { last.withLock { $0 = watch.sockets } }

    /// Every socket, as it stood then; or as it stands, for a command that ended by itself.
    var sockets: [SocketReading] { last.withLock { $0 } ?? watch.sockets }
}

/// How long the machine has slept since this was made.
private struct SuspendedTime {
    private let awake = SuspendingClock.now
    private let all = ContinuousClock.now

    var total: Duration { (ContinuousClock.now - all) - (SuspendingClock.now - awake) }
}
