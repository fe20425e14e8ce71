import Foundation
import RepriseCommands
import RepriseTesting
import SlackWire
import Testing

@testable import RepriseHarness

/// A session that is too long for memory is replayed as one that is not.
@Suite struct LongSessionTests {
    /// A replay of what a fixture holds in memory, and one that reads it again.
    private static func replays(
        _ session: Session,
        _ change: (inout Replay) -> Void = { _ in }
    ) throws -> [Replay] {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("reprise-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try session.write(to: path, redactor: nil)
        let kept = try Replay(contentsOf: path, readerLimits: ReaderLimits(), memoryLimit: .max)
        let stored = try Replay(contentsOf: path, readerLimits: ReaderLimits(), memoryLimit: 0)
        guard case .memory = kept.source, case .stored = stored.source else {
            Issue.record("they are the same")
            return []
        }
        return [kept, stored].map { replay in
            var replay = replay
            change(&replay)
            return replay
        }
    }

    /// Holds what came of two replays against each other.
    private static func compare(_ outcomes: [ReplayOutcome]) {
        let (left, right) = (outcomes[0], outcomes[1])
        #expect(left.simulation.trace == right.simulation.trace)
        #expect(left.transcript == right.transcript)
        #expect(left.transcript.description == right.transcript.description)
        #expect(left.report == right.report)
        #expect(left.ending == right.ending)
        #expect(left.uploads == right.uploads)
        #expect(left.findings(.faithful) == right.findings(.faithful))
        #expect(
            left.findings(.replies([], in: "C0NOWHERE"))
                == right.findings(.replies([], in: "C0NOWHERE"))
        )
    }

    @Test(arguments: [Schedule.firstInFirstOut, .seeded(1), .seeded(2)])
    func `A recorded sitting`(schedule: Schedule) throws {
        let replays = try Self.replays(try Sittings.record())
        for policy in [Processing.queued(), .detached()] {
            let outcomes = try replays.map {
                try $0.run(Sittings.echo, processing: policy, schedule: schedule)
            }
            #expect(outcomes[0].report.isFaithful)
            Self.compare(outcomes)
        }
    }

    @Test func `The sitting of 2017, and a bot that says something else`() throws {
        let session = try Session(contentsOf: try Self.fixture())
        let changed = Bot(.rtm) { event, context in
            guard event.text == "hi bob" else { return }
            try await context.reply("hello bob", to: event)
        }
        for bot in [DemoBot.make(), changed] {
            Self.compare(try Self.replays(session).map { try $0.run(bot, processing: .queued()) })
        }
    }

    @Test(arguments: 0..<5 as Range<UInt64>)
    func `In another timing`(seed: UInt64) throws {
        let session = try Session(contentsOf: try Self.fixture())
        for order in Perturbation.FrameOrder.allCases {
            // Options that are set later have the session taken apart once more.
            let replays = try Self.replays(session) {
                $0.options.perturbation = Perturbation(seed: seed, frameOrder: order)
            }
            Self.compare(try replays.map { try $0.run(DemoBot.make(), processing: .queued()) })
        }
    }

    @Test func `The session is the one that was read`() throws {
        let session = try Sittings.record()
        for replay in try Self.replays(session) {
            #expect(replay.session == session)
            #expect(replay.entryCount == session.entries.count)
        }
    }

    @Test func `A session that contradicts itself cannot be played`() throws {
        let url = "wss://wss-primary.slack.com/1"
        let entries = [
            SessionEntry(at: 0, .open(socket: 1, SocketRequest(url: url), call: nil)),
            SessionEntry(at: 1, .close(socket: 1, SocketClose(code: 1_000, by: .peer))),
            SessionEntry(at: 2, .receive(socket: 1, SocketMessage("{}"))),
        ]
        let session = Session(header: SessionHeader(epoch: 0), entries: entries)
        for replay in try Self.replays(session) {
            #expect(throws: ReplayError.self) { try replay.run(DemoBot.make()) }
        }
    }

    private static func fixture() throws -> String {
        try FixtureLocator(sourceFile: #filePath).path(of: "rtm-2017")
    }

    /// Events that are written and read again are those that came.
    @Test func `Events that are not kept`() {
        var builders = [TranscriptBuilder(memoryLimit: 0), TranscriptBuilder(memoryLimit: .max)]
        let odd = Duration(secondsComponent: 1, attosecondsComponent: 1)
        for number in 1...3_000 {
            let text = String(repeating: "\u{e9}", count: number % 700)
            let json: JSONValue = ["type": "message", "text": .string(text), "ts": "1.\(number)"]
            let at = number % 3 == 0 ? odd * number : .milliseconds(number)
            let steps: [BotActivity.Kind] =
                [.received(event: number, SlackEvent(json: JSONText(json)))]
                + (number % 5 == 0 ? [.dropped(event: number)] : [.began(event: number)])
                + (number % 7 == 0 ? [.ended(event: number, error: "no")] : [])
                + (number % 11 == 0 ? [.ended(event: number, error: nil)] : [])
            for kind in steps {
                for index in builders.indices {
                    builders[index].observe(BotActivity(at: at, kind))
                }
            }
        }
        let (written, kept) = (builders[0].transcript, builders[1].transcript)
        #expect(written == kept)
        #expect(written.hashValue == kept.hashValue)
        #expect(written.description == kept.description)
        #expect(written.completionOrder == kept.completionOrder)
        #expect(written.events.count == 3_000)
        #expect(written.events[2_998].event.text == kept.events[2_998].event.text)
        #expect(written.events[2].received == odd * 3)
        #expect(written.events[6].outcome == .failed("no"))
        #expect(written.events[4].outcome == .dropped("the queue was full"))
        #expect(written.events[0].ended == nil)
        #expect(written.events[10].endedAtStep == kept.events[10].endedAtStep)
    }
}
