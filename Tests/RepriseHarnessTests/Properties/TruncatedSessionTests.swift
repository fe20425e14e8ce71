import RepriseTestSupport
import RepriseTesting
import Testing

/// A recording without its end mark, as a crash leaves it: nothing can be said of it, unless that is allowed.
@Suite(.timeLimit(.generous)) struct TruncatedSessionTests {
    private static let allowing = ReplayOptions(allowsTruncated: true)

    /// A whole session, and the same read from a fixture that lost its last bytes.
    private let whole: Session
    private let truncated: Session

    init() throws {
        let recorded = try Sittings.record(processing: .queued())
        whole = try Session(bytes: recorded.fixtureBytes())
        truncated = try Session(bytes: recorded.fixtureBytes().dropLast(12))
        try #require(!truncated.isComplete)
        try #require(truncated.entries == whole.entries)
    }

    @Test(arguments: [
        ReplayProperty.faithful, .replyCount(3), .everyEventHandled, .repliesInArrivalOrder(),
    ])
    func `No property holds of it`(_ property: ReplayProperty) throws {
        let outcome = try Replay(truncated).run(Sittings.echo, processing: .queued())
        let findings = outcome.findings(property)
        #expect(findings.count == 1)
        let text = findings.map(\.description).joined()
        #expect(text.contains("no end mark"))
        #expect(text.contains("after entry \(whole.entries.count) ("))
        #expect(text.contains("next: record the session again, or"))
        #expect(text.contains("allowsTruncated: true"))
        let ofWhole = try Replay(whole).run(Sittings.echo, processing: .queued())
        #expect(ofWhole.findings(property) == [])
    }

    @Test func `It is one failure, however much is asserted`() throws {
        let outcome = try Replay(truncated).run(Sittings.echo, processing: .queued())
        withKnownIssue {
            assertReplay(outcome, .replyCount(3), .everyEventHandled, .faithful)
        } matching: { issue in
            issue.comments.first?.rawValue.hasPrefix("the recording is truncated") == true
        }
        #expect(outcome.findings(.replyCount(3), .everyEventHandled, .faithful).count == 1)
    }

    @Test func `It is allowed where that is asked for, and what differs is found still`() throws {
        let replay = Replay(truncated, options: Self.allowing)
        let outcome = try replay.run(Sittings.echo, processing: .queued())
        assertReplay(outcome, .replyCount(3), .everyEventHandled, .faithful)
        #expect(outcome.report.truncation?.isAllowed == true)
        #expect(outcome.report.description.contains("the recording is truncated"))
        #expect(try !replay.run(Bot(.rtm) { _, _ in }).findings(.faithful).isEmpty)
    }

    @Test func `No schedule of it is explored for a verdict`() throws {
        let report = try Replay(truncated).explore(
            Sittings.echo,
            processing: .queued(),
            under: Exploration(schedules: 5),
            [.everyEventHandled]
        )
        #expect(!report.holds)
        #expect(report.counterexample?.property == "the recording is whole")
        #expect(report.description.hasPrefix("the recording is truncated"))
    }

    @Test func `Exploring it where that is allowed says on what the verdict rests`() throws {
        let report = try Replay(truncated, options: Self.allowing).explore(
            Sittings.echo,
            processing: .queued(),
            under: Exploration(schedules: 5),
            [.everyEventHandled]
        )
        #expect(report.holds)
        #expect(report.description.contains("the recording is truncated"))
    }
}
