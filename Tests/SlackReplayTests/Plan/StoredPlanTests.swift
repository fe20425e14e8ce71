import Foundation
import SessionRecording
import SlackWire
import Testing

@testable import SlackReplay

/// Where a session's messages are read from makes no difference to what a replay says.
@Suite struct StoredPlanTests {
    private static let names = BotScript.all.map(\.name) + BotScript.recorded

    private static func script(_ name: String) throws -> BotScript {
        if let known = BotScript.all.first(where: { $0.name == name }) { return known.script }
        return try BotScript(recorded: name)
    }

    /// The plans of a session that is in memory, of one that was taken apart while it was read, and of one that is
    /// read again.
    private static func plans(
        _ session: Session,
        _ options: ReplayOptions
    ) throws -> (memory: ReplayPlan, stored: [ReplayPlan]) {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("reprise-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try session.write(to: path, redactor: nil)
        var planner: ReplayPlanner?
        let source = try StoredSession.read(path, memoryLimit: 0) { text, entry, place in
            if planner == nil { planner = ReplayPlanner(text: text) }
            planner?.take(entry, at: place)
        }
        let read = try #require(planner)
        #expect(source.text != nil)
        return (
            try ReplayPlan(try Session(contentsOf: path), options: options),
            [
                try ReplayPlan(read, isComplete: source.isComplete, options: options),
                try ReplayPlan(source, options: options),
            ]
        )
    }

    @Test(arguments: names)
    func `Every change to the bot is told in the same words`(name: String) throws {
        let script = try Self.script(name)
        let options = ReplayOptions(repeatedReads: .strict)
        let (memory, stored) = try Self.plans(script.session, options)
        var counts: [String: Int] = [:]
        var (tried, told) = (0, 0)
        for mutation in Mutation.all(of: script) {
            defer { counts[mutation.kind, default: 0] += 1 }
            guard counts[mutation.kind, default: 0] % 30 == 0 else { continue }
            var player = ScriptPlayer(mutation.script, plan: memory, seed: nil)
            let expected = player.play()
            if !expected.isFaithful { told += 1 }
            // Each kind of change has its turn at both of them, over the scripts.
            var other = ScriptPlayer(mutation.script, plan: stored[tried % stored.count], seed: nil)
            let report = other.play()
            #expect(report == expected, "\(mutation.description)")
            #expect("\(report)" == "\(expected)")
            tried += 1
        }
        #expect(told > 10)
    }

    @Test(arguments: names, [Perturbation.FrameOrder.kept, .free])
    func `Timings are the same`(name: String, order: Perturbation.FrameOrder) throws {
        let script = try Self.script(name)
        for seed in 0..<2 as Range<UInt64> {
            let perturbation = Perturbation(seed: seed, frameOrder: order)
            let options = ReplayOptions(perturbation: seed == 0 ? nil : perturbation)
            let (memory, stored) = try Self.plans(script.session, options)
            var player = ScriptPlayer(script, plan: memory, seed: seed)
            let expected = player.play()
            for plan in stored {
                #expect(plan.hosts == memory.hosts)
                var player = ScriptPlayer(script, plan: plan, seed: seed)
                #expect(player.play() == expected)
            }
        }
    }
}
