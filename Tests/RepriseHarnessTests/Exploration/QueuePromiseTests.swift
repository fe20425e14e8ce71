import RepriseCommands
import RepriseTesting
import Testing

/// What each policy promises, under schedules by the hundred; by the hundred thousand with
/// `REPRISE_SCHEDULES=100000` in the environment, in a release build.
@Suite struct QueuePromiseTests {
    private static let exploration = Exploration(schedules: 60, seed: 1)

    @Test(arguments: [
        ("queued", Processing.queued(), Grouping.everything),
        ("queued, small", .queued(capacity: 1), .everything),
        ("inline", .inline, .everything),
        ("by channel", .queued(by: .channel), .channel),
        ("by user", .queued(by: .user), .user),
    ])
    func `A queue keeps its promise on the real sitting`(
        name: String,
        policy: Processing,
        grouping: Grouping
    ) throws {
        let report = try explore(
            "rtm-2017",
            against: DemoBot.make(),
            processing: policy,
            under: Self.exploration,
            .repliesInArrivalOrder(grouping),
            .handledInArrivalOrder(grouping),
            .noOverlap(grouping),
            .everyEventHandled,
            .faithful
        )
        #expect(report.holds)
    }

    @Test func `Detached tasks are refuted in the first few`() throws {
        let path = try FixtureLocator(sourceFile: #filePath).path(of: "rtm-2017")
        let properties: [ReplayProperty] = [
            .repliesInArrivalOrder(), .repliesInArrivalOrder(.channel), .noOverlap(.channel),
        ]
        for property in properties {
            let report = try Replay(contentsOf: path).explore(
                DemoBot.make(),
                processing: .detached(),
                under: Self.exploration,
                [property]
            )
            #expect((report.exploration.failure?.run ?? .max) <= 5, "\(property.name)")
        }
    }
}
