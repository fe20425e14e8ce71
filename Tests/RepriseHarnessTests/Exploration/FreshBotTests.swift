import RepriseCommands
import RepriseFloor
import RepriseTesting
import Testing

/// A bot made for each schedule, and the state that it leaves.
@Suite struct FreshBotTests {
    private let replay: Replay

    init() throws {
        replay = Replay(try Sittings.record(processing: .queued()))
    }

    /// What the handler has seen and answered.
    private actor Register {
        private(set) var seen: Set<String> = []
        private(set) var answered = 0

        func isNew(_ text: String) -> Bool { seen.insert(text).inserted }
        func answer() { answered += 1 }
    }

    /// Answers everything once, as the register remembers.
    private static func bot(_ register: Register, answering bot: Bot = Sittings.echo) -> Bot {
        Bot(.rtm, processing: .queued()) { event, context in
            guard let text = event.text, await register.isNew(text) else { return }
            try await bot.handler(event, context)
            await register.answer()
        }
    }

    private static let exploration = Exploration(schedules: 50)

    @Test func `State that survives a schedule is found out`() throws {
        let register = Register()
        let report = try replay.explore(
            Self.bot(register),
            under: Self.exploration,
            [.repliesInArrivalOrder()]
        )
        #expect(!report.holds)
        #expect(report.exploration.schedules == 1)
        #expect(report.description.contains("something is kept from one run to the next"))
        #expect(report.description.contains("explore(…, against: { makeBot() }, …)"))
    }

    @Test func `A bot made for each schedule answers under each`() throws {
        let made = Locked(0)
        let report = try replay.explore(
            making: {
                made.withLock { $0 += 1 }
                return Self.bot(Register())
            },
            under: Self.exploration,
            [.repliesInArrivalOrder(), .replyCount(3), .faithful]
        )
        #expect(report.holds, "\(report)")
        #expect(report.exploration.schedules == 50)
        #expect(made.withLock { $0 } >= 50)
    }

    @Test func `The state that a schedule leaves is asked, too`() throws {
        let report = try replay.explore(
            making: {
                let register = Register()
                return (Self.bot(register), register)
            },
            under: Self.exploration,
            verifying: { outcome, register in
                let answered = await register.answered
                guard answered == outcome.transcript.replies.count else {
                    throw Finding("\(answered) answers noted")
                }
            }
        )
        #expect(report.holds, "\(report)")
        #expect(report.description.contains("what was verified"))
        #expect(report.exploration.distinct > 5)
    }

    @Test func `What the state is not is a failure, with its schedule`() throws {
        let report = try replay.explore(
            making: {
                let register = Register()
                return (Self.bot(register), register)
            },
            under: Self.exploration,
            verifying: { _, register in
                guard await register.answered == 4 else {
                    throw Finding("there are not four answers")
                }
            }
        )
        #expect(report.counterexample?.property == "the state is as it should be")
        #expect(report.description.hasPrefix("there are not four answers"))
        #expect(report.description.contains("see it again with"))
    }

    @Test func `Verifying that never ends is told`() throws {
        let report = try replay.explore(
            making: { (Self.bot(Register()), 0) },
            under: Self.exploration,
            verifying: { _, _ in
                await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
            }
        )
        #expect(report.description.contains("what verifies the state did not end"))
    }

    @Test func `A bot that cannot be made breaks every property`() throws {
        struct NoDatabase: Error {}
        let report = try replay.explore(
            making: { throw NoDatabase() },
            under: Self.exploration,
            [.everyEventHandled]
        )
        #expect(report.counterexample?.property == "the bot lives to the end of the session")
        #expect(report.description.contains("it could not be made: NoDatabase()"))
    }

    @Test func `In a test it is one call`() throws {
        try explore(
            "rtm-2017",
            against: {
                let register = Register()
                return (Self.bot(register, answering: DemoBot.make()), register)
            },
            under: Exploration(schedules: 3),
            .everyEventHandled,
            verifying: { outcome, register in
                guard await register.seen.count > outcome.transcript.replies.count else {
                    throw Finding("too few seen")
                }
            }
        )
        try explore(
            "rtm-2017",
            against: { Self.bot(Register(), answering: DemoBot.make()) },
            under: Exploration(schedules: 3),
            .everyEventHandled
        )
    }

    @Test func `A token of another test is left alone, and the exploration is whole`() throws {
        var first = Self.exploration
        first.subject = "Tests/Other.swift other()"
        let found = try replay.explore(
            Sittings.echo,
            processing: .detached(),
            under: first,
            [.repliesInArrivalOrder()]
        )
        let token = try #require(found.exploration.failure?.token.description)
        var second = Self.exploration
        second.subject = "Tests/This.swift this()"
        try second.configure(from: ["REPRISE_SCHEDULE": token], prefix: "REPRISE_")
        let report = try replay.explore(
            Sittings.echo,
            processing: .queued(),
            under: second,
            [.faithful]
        )
        #expect(report.holds)
        #expect(report.exploration.schedules == 50)
        #expect(report.exploration.replayed == nil)
    }

    @Test func `A stale token is told, and the exploration is whole`() throws {
        let found = try replay.explore(
            Sittings.echo,
            processing: .detached(),
            under: Self.exploration,
            [.repliesInArrivalOrder()]
        )
        let token = try #require(found.exploration.failure?.token)
        var again = Self.exploration
        try again.replay(token)
        let silent = Bot(.rtm) { _, _ in }
        let report = try replay.explore(
            silent,
            processing: .detached(),
            under: again,
            [.replyCount(0)]
        )
        #expect(report.holds)
        #expect(report.exploration.schedules == 50)
        #expect(report.exploration.replayed?.isSameRun == false)
        #expect(report.description.contains("the run is not the one it was found in"))
        #expect(report.description.contains("the token is stale"))
    }
}
