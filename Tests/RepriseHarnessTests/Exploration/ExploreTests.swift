import Foundation
import RepriseCommands
import RepriseTesting
import Testing

/// The one call that a test makes, as a user of Swift Testing makes it.
@Suite struct ExploreTests {
    private struct Lost: Error {}

    private actor Counter {
        var count = 0
        func set(_ count: Int) { self.count = count }
    }

    @Test func `A broken promise is one failure, with the line that shows it again`() throws {
        // What fails here fails on purpose.
        var exploration = Exploration()
        exploration.keepsFailures = false
        try withKnownIssue {
            try explore(
                "rtm-2017",
                against: DemoBot.make(),
                processing: .detached(),
                under: exploration,
                .repliesInArrivalOrder(.channel)
            )
        } matching: { issue in
            let text = issue.comments.first?.rawValue ?? ""
            return text.hasPrefix("event 55 was replied to before event 53")
                && text.contains("found on schedule 1 (fifo), which is the plain order")
                && text.contains("REPRISE_SCHEDULE=3/")
        }
    }

    @Test(.enabled(if: WholeProgram.isThere, WholeProgram.need))
    func `Any code can be explored`() throws {
        try withKnownIssue {
            try explore { _ in
                let counter = Counter()
                let tasks = (0..<2).map { _ in
                    Task.detached { await counter.set(counter.count + 1) }
                }
                for task in tasks { await task.value }
                guard await counter.count == 2 else { throw Lost() }
            }
        } matching: { issue in
            let text = issue.comments.first?.rawValue ?? ""
            return text.contains("Lost") && text.contains("see it again with REPRISE_SCHEDULE=3/")
        }
    }

    @Test(.enabled(if: WholeProgram.isThere, WholeProgram.need))
    func `The date is that of the recording, and random numbers repeat`() throws {
        let bot = Bot(.rtm) { event, _ in
            guard event.text == "hi bob" else { return }
            throw Seen(date: Date().timeIntervalSince1970, draw: Int.random(in: 0...1_000_000))
        }
        let session = try Session(
            contentsOf: FixtureLocator(sourceFile: #filePath).path(of: "rtm-2017")
        )
        let outcomes = try (0..<2).map { _ in try Replay(session).run(bot) }
        let event = try #require(outcomes[0].transcript.events.first { $0.event.text == "hi bob" })
        let date = Double(session.header.epoch) / 1e6 + event.received / .seconds(1)
        #expect(event.outcome.text?.hasPrefix("at \(Int(date * 1_000)) ") == true)
        #expect(outcomes[0].transcript == outcomes[1].transcript)
    }
}

private struct Seen: Error, CustomStringConvertible {
    let date: Double
    let draw: Int

    var description: String { "at \(Int(date * 1_000)) \(draw)" }
}

extension HandledEvent.Outcome {
    fileprivate var text: String? {
        if case .failed(let text) = self { text } else { nil }
    }
}
