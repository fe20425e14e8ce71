import RepriseFloor
import RepriseTesting
import Testing

/// No verdict without evidence: no property holds of nothing, and none of a bot that did not live.
@Suite struct EvidenceTests {
    private let session: Session

    init() throws {
        session = try Sittings.record(processing: .queued())
    }

    /// Everything that can be asked for without naming what the bot says.
    static let properties: [ReplayProperty] = [
        .faithful, .everyEventHandled, .repliesInArrivalOrder(), .repliesInArrivalOrder(.channel),
        .handledInArrivalOrder(), .noOverlap(), .noOverlap(.user), .repliesStayInThread,
        .replies([]), .replyCount(0), .replies([], in: "C0GENERAL"), .updates([]), .ephemerals([]),
        .reactions([]), .modals([]), .files([]), .called("chat.delete", count: 0),
        .acknowledged("message", count: 0),
    ]

    @Test(arguments: properties)
    func `Nothing holds of a bot that dies at its first call`(property: ReplayProperty) throws {
        let dying = Bot(.socketMode) { _, _ in }
        let outcome = try Replay(session).run(dying)
        #expect(!outcome.findings(property).isEmpty)
        let report = try Replay(session).explore(
            dying,
            under: Exploration(schedules: 2),
            [property]
        )
        #expect(!report.holds)
    }

    @Test(arguments: properties)
    func `Nothing holds of an empty recording`(property: ReplayProperty) throws {
        let empty = Session(header: session.header, entries: [])
        let outcome = try Replay(empty).run(Sittings.echo)
        #expect(!outcome.findings(property).isEmpty)
    }

    @Test(arguments: properties)
    func `Nothing holds of a run that was stopped`(property: ReplayProperty) throws {
        let poller = Bot(.rtm) { _, context in
            while true { try await context.sleep(for: .seconds(1)) }
        }
        var replay = Replay(session)
        replay.limits.steps = 5_000
        let findings = try replay.run(poller).findings(property)
        #expect(
            findings.first?.sentence.hasPrefix("the replay was stopped: more slices ran") == true
        )
    }

    @Test func `A silent bot keeps no order of replies`() throws {
        let silent = Bot(.rtm) { _, _ in }
        let outcome = try Replay(session).run(silent)
        #expect(outcome.findings(.everyEventHandled, .noOverlap(), .replyCount(0)) == [])
        for grouping in Grouping.allCases {
            let findings = outcome.findings(.repliesInArrivalOrder(grouping))
            #expect(findings.count == 1)
            #expect(findings.first?.sentence.contains("cannot be told") == true)
            let report = try Replay(session).explore(
                silent,
                under: Exploration(schedules: 2),
                [.repliesInArrivalOrder(grouping)]
            )
            #expect(!report.holds)
        }
    }

    @Test func `Silence in a conversation that the session does not know is a slip of the pen`()
        throws
    {
        let silent = Bot(.rtm) { _, _ in }
        let outcome = try Replay(session).run(silent)
        #expect(outcome.findings(.replies([], in: "C0GENERAL")) == [])
        let slip = outcome.findings(.replies([], in: "C0GENERLA"))
        #expect(slip.first?.next?.contains("did you mean C0GENERAL?") == true)
        #expect(outcome.findings(.replyCount(0, in: "C0NOWHERE")).count == 1)
        let wrong = outcome.findings(.replies(["echo"], in: "C0GENERLA"))
        #expect(wrong.first?.next?.contains("did you mean C0GENERAL?") == true)
    }

    @Test func `Nothing asked is no pass`() throws {
        let outcome = try Replay(session).run(Sittings.echo, processing: .queued())
        #expect(outcome.findings().map(\.sentence).first?.hasPrefix("nothing was asked") == true)
        let report = try Replay(session).explore(Sittings.echo, processing: .queued(), [])
        #expect(!report.holds)
        #expect(report.counterexample?.property == "something is asked")
    }

    @Test func `No schedule is no pass`() throws {
        let none = Exploration(schedules: 0)
        let report = try Replay(session).explore(Sittings.echo, under: none, [.faithful])
        #expect(!report.holds)
        #expect(report.description.hasPrefix("no schedule was run"))
        try withKnownIssue {
            try explore("rtm-2017", against: Sittings.echo, under: none, .everyEventHandled)
        } matching: { issue in
            issue.comments.first?.rawValue.hasPrefix("no schedule was run") == true
        }
        try withKnownIssue {
            try explore(under: none) { _ in }
        } matching: { issue in
            issue.comments.first?.rawValue.hasPrefix("no schedule was run") == true
        }
    }

    @Test func `A bot that ends too early is told with what it came of`() throws {
        let wrong = Bot(.socketMode) { _, _ in }
        let outcome = try Replay(session).run(wrong)
        let first = try #require(outcome.unfounded.first)
        #expect(first.sentence.hasPrefix("the bot ended before the session did"))
        #expect(first.sentence.contains("the call auth.test at 0.000 s was not recorded"))
        #expect(first.slice == [], "the first difference is told already")
    }

    @Test func `Where the tier that was asked for cannot be had, nothing holds`() throws {
        guard !WholeProgram.isThere else {
            // Here it can be had: that is no reason against a verdict.
            let outcome = try Replay(session, tier: .wholeProgram).run(
                Sittings.echo,
                processing: .queued()
            )
            assertReplay(outcome, .faithful)
            return
        }
        let outcome = try Replay(session, tier: .wholeProgram).run(Sittings.echo)
        #expect(
            outcome.findings(.everyEventHandled).first?.sentence.hasPrefix("the replay was stopped")
                == true
        )
    }

    @Test func `Green says what it rests on`() throws {
        let outcome = try Replay(session).run(Sittings.echo, processing: .queued())
        let evidence = outcome.evidence
        #expect(evidence.connections == 1)
        #expect(evidence.replies == 3)
        #expect(evidence.matched == evidence.recorded)
        #expect(evidence.handledEvents >= 3)
        let report = try Replay(session).explore(
            Sittings.echo,
            processing: .queued(),
            under: Exploration(schedules: 3),
            [.faithful]
        )
        #expect(report.evidence == evidence)
        #expect(report.description.contains("the first rests on 1 connection, "))
    }

    @Test func `A thousand missing actions are one failure`() throws {
        let silent = Bot(.rtm) { _, _ in }
        let outcome = try replaySession("rtm-2017", against: silent)
        #expect(outcome.findings(.faithful).count > 10)
        let issues = Locked(0)
        withKnownIssue {
            assertReplay(outcome, .faithful)
        } matching: { issue in
            issues.withLock { $0 += 1 }
            let text = issue.comments.first?.rawValue ?? ""
            return text.contains("and, perhaps for the same reason:")
                && text.contains("more; print(replay.report)")
        }
        #expect(issues.withLock { $0 } == 1)
    }

    @Test func `Faults, limits and perturbation are parameters, and names can be used twice`()
        throws
    {
        let replay = try replaySession(
            "rtm-2017",
            against: Sittings.echo,
            processing: .queued(),
            perturbation: Perturbation(seed: 3),
            faults: try FaultPlan(parsing: "event message 2: drop"),
            limits: .default,
            tier: .publicAPI
        )
        let explore = try replaySession("rtm-2017", against: Sittings.echo, processing: .queued())
        #expect(replay.faults.items.count == 1)
        #expect(replay.faults.missed.isEmpty)
        #expect(explore.faults.items.isEmpty)
        #expect(replay.simulation.capabilities.tier == .publicAPI)
    }
}
