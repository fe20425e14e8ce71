#if os(Linux)
import Foundation
import RepriseFloor
import RepriseTestSupport
import RepriseTesting
import Testing

@testable import RepriseHarness

/// A replay whose files for scratch cannot be read any more ends without a verdict; each in a process of its own.
@Suite(.timeLimit(.generous)) struct LostScratchTests {
    private static let count = 4_000

    /// Answers every tenth message.
    private static func bot(_ onMessage: @escaping @Sendable (_ number: Int) -> Void) -> Bot {
        Bot(.rtm, processing: .queued()) { event, context in
            guard event.type == "message", let text = event.text else { return }
            let number = Int(text.prefix { $0 != " " }) ?? 0
            onMessage(number)
            if number % 10 == 0 { try await context.reply("that was \(number)", to: event) }
        }
    }

    /// A replay of a session that is longer than what is kept in memory.
    private static func replay(memoryLimit: Int = 0) throws -> Replay {
        let words = String(repeating: "word ", count: 150)
        let script = (1...count).map { number in
            """
            {"at": \(number), "frame": {"type":"message","channel":"C0GENERAL","user":"U0ALICE01",\
            "text":"\(number) \(words)","ts":"15\(10_000_000 + number).000001"}}
            """
        }
        let session = try Sittings.record(
            bot { _ in },
            processing: nil,
            script: script.joined(separator: "\n")
        )
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("reprise-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try session.write(to: path, redactor: nil)
        return try Replay(
            contentsOf: path,
            limits: SimulationLimits(steps: .max),
            readerLimits: ReaderLimits(),
            memoryLimit: memoryLimit
        )
    }

    private static let reading = ReplayProperty("every event can be read") { outcome in
        outcome.transcript.events.allSatisfy { !$0.event.type.isEmpty }
            ? [] : [Finding("an event has no type")]
    }

    /// Whether a replay was given no verdict, and said why.
    private static func expectNoVerdict(_ outcome: ReplayOutcome) {
        let properties: [ReplayProperty] = [.faithful, reading, .replyCount(count / 10)]
        for findings in [outcome.findings(properties), outcome.unfounded, outcome.report.findings] {
            #expect(findings.count == 1)
            #expect(findings.first?.sentence.hasPrefix("the replay was not judged: ") == true)
            #expect(findings.first?.next?.contains("TMPDIR") == true)
        }
        #expect(outcome.report.loss != nil)
        #expect(!outcome.report.isFaithful)
    }

    @Test func `As long as everything can be read, it is faithful`() throws {
        let outcome = try Self.replay().run(Self.bot { _ in })
        #expect(outcome.findings([.faithful, Self.reading]) == [])
        #expect(outcome.report.matchedCount > Self.count / 10)
    }

    @Test(arguments: [1, 700, 2_500, 3_999])
    func `Lost while it is played`(number: Int) async {
        await #expect(processExitsWith: .success) { [number] in
            let outcome = try Self.replay().run(
                Self.bot { if $0 == number { breakScratchFiles(isWritable: number < 1_000) } }
            )
            Self.expectNoVerdict(outcome)
        }
    }

    @Test func `Lost before it is played, and while it is explored`() async {
        await #expect(processExitsWith: .success) {
            let replay = try Self.replay()
            #expect(breakScratchFiles() > 0)
            Self.expectNoVerdict(try replay.run(Self.bot { _ in }))
            #expect(!replay.session.isComplete)
        }
        await #expect(processExitsWith: .success) {
            let replay = try Self.replay()
            let explored = Locked(0)
            let error = #expect(throws: ReplayError.self) {
                try replay.explore(
                    making: {
                        explored.withLock { $0 += 1 }
                        return Self.bot { if $0 == 700 { breakScratchFiles() } }
                    },
                    under: Exploration(limits: SimulationLimits(steps: .max)),
                    [.faithful]
                )
            }
            #expect(error?.description.hasPrefix("the replay was not judged: ") == true)
            #expect(explored.withLock { $0 } == 1, "nothing is tried again")
        }
    }

    @Test func `Lost before it is taken apart again`() async {
        await #expect(processExitsWith: .success) {
            var replay = try Self.replay()
            breakScratchFiles()
            replay.options.repeatedReads = .strict
            let error = #expect(throws: ReplayError.self) { try replay.run(Self.bot { _ in }) }
            #expect(error?.description.hasPrefix("the replay was not judged: ") == true)
        }
    }

    @Test func `Lost before anybody looks`() async {
        await #expect(processExitsWith: .success) {
            let outcome = try Self.replay().run(Self.bot { _ in })
            #expect(outcome.report.isFaithful)
            breakScratchFiles()
            Self.expectNoVerdict(outcome)
        }
    }

    @Test(arguments: [0, 100_000, 2_000_000])
    func `A full disk changes nothing`(room: Int) async {
        await #expect(processExitsWith: .success) { [room] in
            // The fixture itself is kept in memory, so that it can be written.
            limitFiles(to: max(room, 400_000))
            let replay = try Self.replay()
            limitFiles(to: room)
            let outcome = try replay.run(Self.bot { _ in })
            #expect(outcome.findings([.faithful, Self.reading]) == [])
        }
    }
}
#endif
