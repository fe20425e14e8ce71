import Dispatch
import RepriseTesting
import Synchronization
import Testing

/// A bot that has something done outside of the simulation, as by a client with threads of its own.
@Suite(.enabled(if: WholeProgram.isThere, WholeProgram.need)) struct OutsideWorkTests {
    private let replay: Replay

    init() throws {
        replay = Replay(try Sittings.record(processing: .queued()))
    }

    /// Does what the recorded bot did, after something that comes back from outside, or never does.
    private static func bot(comingBack: Bool) -> Bot {
        Bot(.rtm, processing: .queued()) { event, context in
            await withCheckedContinuation { (waiting: CheckedContinuation<Void, Never>) in
                DispatchQueue(label: "outside").async {
                    if comingBack { waiting.resume() } else { Lost.kept.keep(waiting) }
                }
            }
            try await Sittings.echo.handler(event, context)
        }
    }

    /// Keeps continuations that nobody resumes, as a client does whose server never answers.
    private final class Lost: Sendable {
        static let kept = Lost()
        private let waiting = Mutex<[CheckedContinuation<Void, Never>]>([])
        func keep(_ continuation: CheckedContinuation<Void, Never>) {
            waiting.withLock { $0.append(continuation) }
        }
    }

    @Test func `What comes back is waited for`() throws {
        let outcome = try replay.run(Self.bot(comingBack: true))
        #expect(
            outcome.findings([.faithful, .everyEventHandled, .repliesInArrivalOrder()]).isEmpty
        )
        #expect(outcome.simulation.departures.dispatch == 3)
        #expect(outcome.simulation.disturbance != nil, "it is told that something left")
    }

    @Test func `It is waited for under every schedule`() throws {
        let report = try replay.explore(
            Self.bot(comingBack: true),
            under: Exploration(schedules: 20),
            [.faithful, .repliesInArrivalOrder()]
        )
        #expect(report.holds, "\(report)")
        #expect(report.exploration.disturbed != nil)
    }

    @Test func `What does not come back is one finding, and says so`() throws {
        var replay = replay
        replay.limits.outsideGrace = .milliseconds(1)
        let outcome = try replay.run(Self.bot(comingBack: false))
        let findings = outcome.findings(.faithful, .replyCount(3))
        #expect(findings.count == 1, "\(findings)")
        let text = findings.map(\.description).joined()
        #expect(text.contains("work has left the simulation"))
        #expect(text.contains("handed to Dispatch"))
        #expect(text.contains("OutsideWorkTests.swift"))
        #expect(text.contains("outsideGrace"))
    }
}
