import RepriseCommands
import RepriseTesting
import XCTest

/// The bundled recording of a real sitting, asserted on as a user of XCTest would.
final class RealSittingXCTests: XCTestCase {
    func testAQueueKeepsTheOrderOfArrival() throws {
        let replay = try replaySession("rtm-2017", against: DemoBot.make(), processing: .queued())
        assertReplay(
            replay,
            .replyCount(12),
            .replies(["you said: hi bob"], in: "D3ZEQULHZ"),
            .replies(["you said: surely", "thanks for the file"], in: "G3ZGMF4RZ"),
            .repliesInArrivalOrder(),
            .handledInArrivalOrder(),
            .noOverlap(),
            .everyEventHandled,
            .faithful
        )
    }

    func testDetachedTasksDoNot() throws {
        let replay = try replaySession("rtm-2017", against: DemoBot.make(), processing: .detached())
        assertReplay(replay, .replyCount(12), .everyEventHandled, .faithful)
        XCTAssertFalse(replay.findings(.repliesInArrivalOrder()).isEmpty)
        XCTAssertFalse(replay.findings(.repliesInArrivalOrder(.channel)).isEmpty)
        XCTAssertFalse(replay.findings(.noOverlap()).isEmpty)
    }

    func testAQueueForEachChannelKeepsTheOrderThere() throws {
        let replay = try replaySession(
            "rtm-2017",
            against: DemoBot.make(),
            processing: .queued(by: .channel)
        )
        assertReplay(
            replay,
            .repliesInArrivalOrder(.channel),
            .noOverlap(.channel),
            .everyEventHandled,
            .faithful
        )
        XCTAssertFalse(replay.findings(.repliesInArrivalOrder()).isEmpty)
    }

    func testInlineWorksOneByOne() throws {
        let replay = try replaySession("rtm-2017", against: DemoBot.make(), processing: .inline)
        assertReplay(replay, .repliesInArrivalOrder(), .noOverlap(), .everyEventHandled, .faithful)
    }

    func testAQueueKeepsItsPromiseUnderOtherSchedules() throws {
        let report = try explore(
            "rtm-2017",
            against: DemoBot.make(),
            processing: .queued(),
            under: Exploration(schedules: 10),
            .repliesInArrivalOrder(),
            .noOverlap(),
            .faithful
        )
        XCTAssertTrue(report.holds)
        XCTAssertEqual(report.exploration.schedules, 10)
    }
}
