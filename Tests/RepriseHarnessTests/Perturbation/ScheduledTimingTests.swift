import RepriseTesting
import SlackWorkspace
import Testing

/// A bot that asks who wrote a message before it answers, to three messages that are seconds apart: only another timing
/// brings its tasks side by side.
@Suite struct ScheduledTimingTests {
    private static let inOrder = ReplayProperty.repliesInArrivalOrder()

    private let session: Session

    init() throws {
        session = try Sittings.record(Asking.bot, processing: .queued(), script: Asking.script)
    }

    private func replay(_ perturbation: Perturbation?) -> Replay {
        Replay(session, options: ReplayOptions(perturbation: perturbation))
    }

    @Test
    func `What is seconds apart in the recording is explored where the schedule has the timing`()
        throws
    {
        let recorded = try replay(.recorded).explore(
            Asking.bot,
            processing: .detached(),
            under: Exploration(schedules: 300),
            [Self.inOrder, .faithful]
        )
        #expect(recorded.holds, "the order of tasks alone cannot break it: \(recorded)")
        let report = try replay(.scheduled()).explore(
            Asking.bot,
            processing: .detached(),
            under: Exploration(schedules: 300),
            [Self.inOrder, .faithful]
        )
        let found = try #require(report.counterexample, "\(report)")
        #expect(found.property == Self.inOrder.name, "only the order is wrong: \(found)")
    }

    @Test func `A failing timing stands in the token, and few entries of it are perturbed`() throws
    {
        let report = try replay(.scheduled()).explore(
            Asking.bot,
            processing: .detached(),
            [Self.inOrder]
        )
        let failure = try #require(report.exploration.failure)
        // One event comes sooner, or two; an answer is late, or not.
        #expect((1...3).contains(failure.deviations), "\(failure.shrunk.token)")
        var again = Exploration()
        try again.configure(
            from: ["REPRISE_SCHEDULE": failure.token.description],
            prefix: "REPRISE_"
        )
        let repeated = try replay(.scheduled()).explore(
            Asking.bot,
            processing: .detached(),
            under: again,
            [Self.inOrder]
        )
        #expect(repeated.exploration.replayed?.isSameRun == true)
        #expect(
            repeated.counterexample?.outcome.transcript == report.counterexample?.outcome.transcript
        )
        let direct = try replay(.scheduled()).run(
            Asking.bot,
            processing: .detached(),
            schedule: failure.shrunk
        )
        #expect(direct.transcript == report.counterexample?.outcome.transcript)
    }

    @Test func `Under the plain order the timing is the recorded one`() throws {
        let recorded = try replay(.recorded).run(Asking.bot, processing: .detached())
        let scheduled = try replay(.scheduled()).run(Asking.bot, processing: .detached())
        #expect(scheduled.transcript == recorded.transcript)
        #expect(scheduled.elapsed == recorded.elapsed)
    }

    @Test(arguments: Perturbation.FrameOrder.allCases)
    func `No timing of the schedule's troubles a queue`(order: Perturbation.FrameOrder) throws {
        // Where frames may overtake each other the replies follow them.
        let asked: [ReplayProperty] = [Self.inOrder, .faithful, .everyEventHandled]
        let report = try replay(.scheduled(frameOrder: order)).explore(
            Asking.bot,
            processing: .queued(),
            under: Exploration(schedules: 300),
            asked
        )
        #expect(report.holds, "\(report)")
        #expect(report.exploration.distinct > 100, "timings are explored")
    }

    @Test func `Events overtake each other where that was asked for`() throws {
        let arrivals = ReplayProperty("one comes before three") { outcome in
            let texts = outcome.transcript.events.compactMap(\.event.text)
            let places = ["one", "three"].map { texts.firstIndex(of: $0) ?? texts.endIndex }
            return places[0] < places[1] ? [] : [Finding("three came first")]
        }
        let kept = try replay(.scheduled()).explore(
            Asking.bot,
            processing: .queued(),
            under: Exploration(schedules: 300),
            [arrivals]
        )
        #expect(kept.holds, "\(kept)")
        let free = try replay(.scheduled(frameOrder: .free)).explore(
            Asking.bot,
            processing: .queued(),
            under: Exploration(schedules: 300),
            [arrivals]
        )
        #expect(free.counterexample?.property == arrivals.name, "\(free)")
    }
}
