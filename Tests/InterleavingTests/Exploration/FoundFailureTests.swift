import RepriseFloor
import Testing

@testable import Interleaving

/// What becomes of a failure: it is told at once, shrunk within a time, and tried first the next time.
@Suite(.endsInTime) struct FoundFailureTests {
    private struct Wrong: Error {}

    /// Ten tasks with five steps each; who came to its third, in order.
    private static func third() async -> [Int] {
        let log = Log<Int>()
        await withTaskGroup { group in
            for number in 0..<10 {
                group.addTask {
                    for step in 0..<5 {
                        if step == 3 { log.append(number) }
                        await Task.yield()
                    }
                }
            }
        }
        return log.entries
    }

    /// Fails where of ten tasks with five steps each one comes out of order in its third.
    private static func late(_ exploration: Exploration, slowly: Bool = false) -> ExplorationReport
    {
        exploration.run { _ in
            await third()
        } verify: { order in
            if slowly {
                // However fast the machine is, shrinking takes seconds so.
                let start = ContinuousClock.now
                while start.duration(to: .now) < .milliseconds(2) {}
            }
            if order.firstIndex(of: 7) ?? 0 < order.firstIndex(of: 2) ?? 0 { throw Wrong() }
        }
    }

    private var exploration: Exploration {
        Exploration(method: .strategies([.random]), tier: .publicAPI)
    }

    @Test func `The token of a failure is told before it is shrunk`() throws {
        let told = Log<ExplorationFailure>()
        var exploration = exploration
        exploration.failureFound = { told.append($0) }
        let failure = try #require(Self.late(exploration).failure)
        let first = try #require(told.entries.first)
        #expect(told.entries.count == 1)
        #expect(first.token == failure.firstToken)
        #expect(first.token.schedule == failure.schedule)
        #expect(first.shrinkingRuns == 0 && failure.shrinkingRuns > 0)
        var again = self.exploration
        try again.replay(first.token)
        let repeated = Self.late(again)
        #expect(repeated.failure?.run == 1)
        #expect(repeated.replayed?.isSameRun == true)
    }

    @Test func `Shrinking ends when its time is spent, and says so`() throws {
        var exploration = exploration
        exploration.shrinkingTime = .zero
        let failure = try #require(Self.late(exploration).failure)
        #expect(failure.isShrinkingCut && failure.shrinkingRuns == 0)
        exploration.shrinkingTime = nil
        exploration.timeBudget = .milliseconds(50)
        let start = ContinuousClock.now
        let hurried = Self.late(exploration, slowly: true)
        // Two budgets, and runs that were under way; two thousand runs take longer by far.
        #expect(start.duration(to: .now) < .seconds(20))
        #expect(hurried.failure?.isShrinkingCut != false)
        exploration.timeBudget = nil
        #expect(Self.late(exploration).failure?.isShrinkingCut == false)
    }

    @Test func `Shrinking tells how far it is`() throws {
        let told = Log<(Int, Int)>()
        var exploration = exploration
        exploration.progressInterval = .zero
        exploration.shrinkingProgress = { told.append(($0, $1)) }
        let failure = try #require(Self.late(exploration).failure)
        #expect(told.entries.map(\.0) == Array(1...failure.shrinkingRuns))
        #expect(told.entries.first?.1 ?? 0 > failure.deviations)
    }

    @Test func `A token is no longer than 200 characters where a seed is shorter`() throws {
        var exploration = exploration
        exploration.shrinkingRuns = 0
        exploration.subject = "a test"
        let failure = try #require(Self.late(exploration).failure)
        #expect(failure.shrunk.token.count > 20)
        #expect(failure.token.description.count <= 200)
        let long = Array(repeating: [1, 0, 2], count: 100).flatMap(\.self)
        let kept = failure.shrunk(
            by: ShrinkSearch(.keeping("", budget: 0), best: Self.attempt(long)),
            settings: exploration
        )
        #expect(kept.shrunk == .lenient(long))
        #expect(kept.token == failure.firstToken)
    }

    /// A run with these choices.
    private static func attempt(_ choices: [Int]) -> Attempt {
        let simulation = Simulation(schedule: .lenient(choices))
        return Attempt(
            simulation.run { for _ in choices { _ = simulation.decide(among: 3) } }
        )
    }

    @Test func `What failed before is tried right after the plain order`() throws {
        let found = try #require(Self.late(exploration).failure)
        var again = exploration
        again.failedBefore = [found.token]
        let report = Self.late(again)
        #expect(report.failure?.run == 2)
        #expect(report.failure?.schedule == found.token.schedule)
        #expect(report.staleTokens.isEmpty)
    }

    @Test func `What applies no more is told, and what is of another test is left alone`() throws {
        var other = exploration
        other.subject = "another"
        let foreign = try #require(Self.late(other).failure?.token)
        let token = try #require(Self.late(exploration).failure?.token)
        var again = exploration
        again.schedules = 5
        again.subject = "this"
        again.failedBefore = [foreign, token]
        let holds = again.run { _ in
            await withTaskGroup { group in
                for _ in 0..<3 { group.addTask { await Task.yield() } }
            }
        }
        #expect(holds.holds)
        #expect(holds.schedules == 5)
        #expect(holds.staleTokens == [token], "another body was run, and held")
        let kept = again.run { _ in await Self.third() }
        #expect(kept.staleTokens.isEmpty, "the run is the same, and fails no more")
    }

    @Test func `A stale token says so when it holds`() throws {
        let token = try #require(Self.late(exploration).failure?.token)
        var again = exploration
        again.schedules = 3
        try again.replay(token)
        let report = again.run { _ in }
        let replayed = try #require(report.replayed)
        #expect(report.holds && replayed.holds && !replayed.isSameRun)
        #expect(replayed.description.contains("the token is stale"))
    }

    @Test func `An exploration that leaves too many tasks ends, and says why`() throws {
        var exploration = Exploration(schedules: 1_000)
        exploration.leftoverLimit = 20
        let leaveOne: @Sendable (Simulation) async -> Void = { _ in
            Task.detached {
                await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
            }
        }
        let report = exploration.run(leaveOne)
        guard Capabilities.current.tier == .wholeProgram else { return }
        // The first is run twice.
        #expect(report.schedules < 20)
        #expect(report.stop == .leftovers(20))
        #expect(report.holds && !report.isComplete)
        #expect(report.stop?.description.contains("left 20 tasks") == true)
        exploration.schedules = report.schedules
        #expect(exploration.run(leaveOne).stop == nil, "it was done")
    }

    @Test func `A token that is given is run alone, and explained by no other run`() throws {
        let token = try #require(Self.late(exploration).failure?.token)
        var again = exploration
        try again.replay(token)
        let schedules = Log<Schedule>()
        let report = again.explore { schedule in
            schedules.append(schedule)
            return Attempt(again.simulation(schedule).run { throw Wrong() }) { _ in }
        }
        #expect(report.failure != nil && report.failure?.explanation == nil)
        #expect(schedules.entries.count == 2, "once, and once more to be sure")
    }

    @Test
    func `A token of the environment is left alone where it does not apply, and that is told`()
        throws
    {
        var found = exploration
        found.subject = "a test"
        found.circumstances = [.processing: "in turn"]
        let token = try #require(Self.late(found).failure?.token)
        let told = Log<ReplayTokenMismatch>()
        for processing in ["in turn", "at once"] {
            var again = Exploration(method: .strategies([.random]), randomSeed: 7, tier: .publicAPI)
            again.subject = "a test"
            again.tokenLeftAlone = { told.append($0) }
            try again.configure(from: ["X_SCHEDULE": token.description], prefix: "X_")
            again.circumstances = [.processing: processing]
            try again.settleToken()
            let applies = processing == "in turn"
            #expect(again.token == (applies ? token : nil))
            #expect(again.foreignToken == (applies ? nil : token))
            #expect(again.randomSeed == (applies ? token.randomSeed : 7))
            #expect((again.firstSchedule == nil) == !applies)
        }
        #expect(told.entries == [.otherCircumstances(token: token, [.processing])])
        var given = found
        try given.replay(token)
        given.circumstances = [.processing: "at once"]
        #expect(throws: ReplayTokenMismatch.self) { try given.settleToken() }
    }

    @Test func `Tokens of a recording that was made anew are told to be stale`() throws {
        var found = exploration
        found.subject = "a test"
        found.circumstances = [.input: "recorded in May"]
        let token = try #require(Self.late(found).failure?.token)
        var again = found
        again.schedules = 3
        again.failedBefore = [token]
        again.circumstances = [.input: "recorded in June"]
        #expect(again.run { _ in }.staleTokens == [token])
        again.subject = "another test"
        #expect(again.run { _ in }.staleTokens.isEmpty)
    }
}
