import Dispatch
import RepriseTesting
import SlackWorkspace
import Testing

/// A session, a bot and a property, under many schedules.
@Suite struct ExploringSessionsTests {
    private let replay: Replay

    init() throws {
        replay = Replay(try Sittings.record())
    }

    @Test func `Detached tasks are refuted at once, in the recorded order already`() throws {
        let report = try replay.explore(
            Sittings.echo,
            processing: .detached(),
            [.repliesInArrivalOrder()]
        )
        let failure = try #require(report.exploration.failure)
        #expect(failure.run == 1)
        #expect(failure.deviations == 0)
        #expect(report.counterexample?.property == "replies leave in arrival order over all events")
    }

    @Test(arguments: [Processing.queued(), .inline, .queued(capacity: 1)])
    func `A queue keeps its promise under every schedule tried`(policy: Processing) throws {
        let report = try replay.explore(
            Sittings.echo,
            processing: policy,
            under: Exploration(schedules: 200),
            [.repliesInArrivalOrder(), .noOverlap(), .everyEventHandled, .faithful]
        )
        #expect(report.holds, "\(report)")
        #expect(report.exploration.schedules == 200)
        #expect(report.exploration.distinct > 20)
    }

    @Test func `A replay leaves no task behind, so any number of them can be run`() throws {
        for policy in [Processing.queued(), .detached()] {
            let outcome = try replay.run(Sittings.echo, processing: policy, schedule: .seeded(3))
            #expect(outcome.simulation.pending.tasks.isEmpty, "\(outcome.simulation.pending)")
        }
    }

    @Test func `The order of answers under way is explored, and causes an error by itself`() throws
    {
        let bot = Racing.bot
        let session = try Racing.record()
        let plain = try Replay(session).run(bot)
        #expect(plain.findings(Racing.takesTheFirst).isEmpty)
        // Another timing would bring it about, too.
        let recorded = ReplayOptions(perturbation: .recorded)
        let report = try Replay(session, options: recorded).explore(
            bot,
            under: Exploration(
                method: .exhaustive(deviations: 1),
                limits: SimulationLimits(latency: .zero)
            ),
            [Racing.takesTheFirst]
        )
        let found = try #require(report.counterexample)
        let decisions = found.outcome.simulation.trace.steps.filter { $0.kind == .decision }
        #expect(decisions.map(\.choice).contains { $0 > 0 })
    }

    @Test func `The printed schedule gives the same replay again`() throws {
        let session = try Racing.record()
        let report = try Replay(session).explore(Racing.bot, [Racing.takesTheFirst])
        let failure = try #require(report.exploration.failure)
        var again = Exploration()
        try again.configure(
            from: ["REPRISE_SCHEDULE": failure.token.description],
            prefix: "REPRISE_"
        )
        let repeated = try Replay(session).explore(
            Racing.bot,
            under: again,
            [Racing.takesTheFirst]
        )
        #expect(repeated.exploration.schedules == 1)
        #expect(repeated.exploration.replayed?.isSameRun == true)
        #expect(
            repeated.counterexample?.outcome.transcript == report.counterexample?.outcome.transcript
        )
        let direct = try Replay(session).run(
            Racing.bot,
            schedule: try Schedule(token: failure.shrunk.token)
        )
        #expect(direct.transcript == report.counterexample?.outcome.transcript)
    }

    @Test func `The report says what is broken, how small, the timeline, and how to see it again`()
        throws
    {
        let report = try Replay(try Racing.record()).explore(Racing.bot, [Racing.takesTheFirst])
        let failure = try #require(report.exploration.failure)
        let text = report.description
        let lines = text.split(separator: "\n").map(String.init)
        #expect(lines.first == "the bot took the second answer for the first")
        #expect(text.contains("found on schedule \(failure.run) ("))
        #expect(text.contains(", shrunk to "))
        #expect(text.contains("timeline of that schedule\n"))
        #expect(text.contains(#"received message in C0RANDOM1 "both""#))
        #expect(lines.contains("see it again with REPRISE_SCHEDULE=\(failure.token)"))
        #expect(
            lines.contains("or in the source: try Schedule(token: \"\(failure.shrunk.token)\")")
        )
        #expect(lines.contains(failure.attempt.record.capabilities.summary))
    }

    @Test func `A handler that waits for ever ends at once, and the report says where it waits`()
        throws
    {
        let stuck = Bot(.rtm, processing: .detached()) { event, context in
            guard event.text == "short" else {
                return try await Sittings.echo.handler(event, context)
            }
            await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
        }
        let report = try replay.explore(stuck, [.everyEventHandled])
        let failure = try #require(report.exploration.failure)
        #expect(failure.run == 1)
        let text = report.description
        #expect(text.contains("unfinished when nothing could go on"))
        #expect(
            text.contains(#"the handler of event #2 message in C0RANDOM1 "short" has not ended"#)
        )
        if failure.attempt.record.capabilities.tier == .wholeProgram {
            #expect(text.contains("waits for a continuation"))
            #expect(text.contains("ExploringSessionsTests.swift:"))
        }
    }

    @Test func `Nobody replies: that ends at once, too`() throws {
        let silent = Bot(.rtm) { _, _ in }
        let report = try replay.explore(silent, [.replyCount(3)])
        #expect(report.exploration.failure?.run == 1)
        #expect(report.description.contains("the bot sent 0 replies, not 3"))
    }

    @Test func `A run without end is stopped by its limit and breaks every property`() throws {
        let poller = Bot(.rtm) { _, context in
            while true { try await context.sleep(for: .seconds(1)) }
        }
        var exploration = Exploration(schedules: 3)
        exploration.limits.steps = 5_000
        let report = try replay.explore(poller, under: exploration, [.replyCount(0)])
        #expect(report.counterexample?.property == "the replay ends")
    }

    @Test(.enabled(if: WholeProgram.isThere, WholeProgram.need))
    func `What leaves the simulation is named, whether or not a property is broken`() throws {
        let queue = DispatchQueue(label: "outside")
        let leaving = Bot(.rtm) { event, _ in
            guard event.text == "short" else { return }
            queue.async {}
        }
        let exploration = Exploration(schedules: 2)
        let silent = try replay.explore(leaving, under: exploration, [.replyCount(0)])
        #expect(silent.holds)
        #expect(!silent.exploration.isReproducible)
        for report in [silent, try replay.explore(leaving, under: exploration, [.replyCount(1)])] {
            #expect(report.description.contains("1 block(s) handed to Dispatch"))
            #expect(report.description.contains("ExploringSessionsTests.swift:"))
        }
    }

    @Test func `Any closure over the outcome is a property`() throws {
        let nothing = ReplayProperty("nothing is said") { outcome in
            outcome.transcript.replies.map { Finding("the bot said \($0.text)") }
        }
        let report = try replay.explore(Sittings.echo, [nothing])
        #expect(report.counterexample?.findings.count == 3)
        #expect(report.description.contains("(and 2 more of nothing is said)"))
    }
}

/// A bot that asks two things at once and believes that the first answer is that of the first question.
enum Racing {
    static let bot = Bot(.rtm, processing: .queued()) { event, context in
        guard event.text == "both" else { return }
        let order = try await withThrowingTaskGroup(of: String.self) { group in
            for (number, user) in ["U1", "U2"].enumerated() {
                group.addTask {
                    try await context.sleep(for: .milliseconds(5 * number))
                    _ = try? await context.call("users.info", ["user": .string(user)])
                    return user
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        try await context.reply("first \(order[0])", to: event)
    }

    static let takesTheFirst = ReplayProperty("the first answer is that of the first question") {
        outcome in
        outcome.transcript.replies.first?.text == "first U1"
            ? [] : [Finding("the bot took the second answer for the first")]
    }

    static func record() throws -> Session {
        try Sittings.record(
            bot,
            script: """
                {"at": 0.10, "frame": {"type":"message","channel":"C0RANDOM1","user":"U0ALICE01","text":"both","ts":"1500000000.000001"}}
                """,
            callLatency: .constant(.milliseconds(40))
        )
    }
}
