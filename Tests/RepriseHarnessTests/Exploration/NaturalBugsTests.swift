import RepriseTesting
import SlackWorkspace
import Testing

/// Mistakes that bots are made with, as exploration finds them without being told anything.
@Suite(.enabled(if: WholeProgram.isThere, WholeProgram.need)) struct NaturalBugsTests {
    /// What the bot did when it was recorded: events are seconds apart, so its mistake did not show.
    private func replay(_ bug: NaturalBug, _ handler: @escaping NaturalBug.Handler) throws -> Replay
    {
        let memory = Memory()
        let bot = NaturalBug.bot(handler, memory)
        return Replay(
            try Sittings.record(
                bot,
                processing: nil,
                script: bug.script,
                callLatency: .constant(.milliseconds(300))
            )
        )
    }

    private func explore(
        _ bug: NaturalBug,
        _ handler: @escaping NaturalBug.Handler,
        schedules: Int
    ) throws -> ReplayExplorationReport {
        try replay(bug, handler).explore(
            making: {
                let memory = Memory()
                return (NaturalBug.bot(handler, memory), memory)
            },
            under: Exploration(schedules: schedules),
            verifying: bug.verify
        )
    }

    @Test(arguments: NaturalBug.all)
    func `A mistake is found within 200 schedules`(bug: NaturalBug) throws {
        let report = try explore(bug, bug.wrong, schedules: 200)
        #expect(report.exploration.failure != nil, "\(report)")
        #expect(report.exploration.schedules > 1, "the plain order is fine")
    }

    @Test(arguments: NaturalBug.all)
    func `Without the mistake everything holds`(bug: NaturalBug) throws {
        let report = try explore(bug, bug.right, schedules: 200)
        #expect(report.holds, "\(report)")
    }
}
