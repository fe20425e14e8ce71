import Foundation
import Interleaving
import SlackWire
import Testing

@testable import SlackReplay

/// A bot that was changed fails its replay, and one that was not passes it, whatever its timing.
@Suite struct MutationTests {
    private static let names = BotScript.all.map(\.name) + BotScript.recorded

    /// In how many timings and under how many schedules each sitting is played, if somebody says so.
    private static let asked =
        ProcessInfo.processInfo.environment["REPRISE_TIMINGS"].flatMap(UInt64.init)

    /// Whether every change is tried and counted in a table; otherwise it is every tenth of each kind.
    private static let isWhole = ProcessInfo.processInfo.environment["REPRISE_SCORE"] != nil

    private static func changes(_ script: BotScript) -> [Mutation] {
        var counts: [String: Int] = [:]
        return Mutation.all(of: script).filter { mutation in
            defer { counts[mutation.kind, default: 0] += 1 }
            return isWhole || counts[mutation.kind, default: 0] % 10 == 0
        }
    }

    private static func script(_ name: String) throws -> BotScript {
        if let known = BotScript.all.first(where: { $0.name == name }) { return known.script }
        return try BotScript(recorded: name)
    }

    /// How many changes of a kind there are, how many of them were told, and how many cannot be.
    private struct Row {
        var count = 0
        var told = 0
        var same = 0
    }

    @Test(arguments: names) func `Every change to the bot is told`(name: String) throws {
        let script = try Self.script(name)
        // Otherwise a read may be made more often or less.
        let plan = try ReplayPlan(script.session, options: ReplayOptions(repeatedReads: .strict))
        var rows: [String: Row] = [:]
        var survivors: [String] = []
        for mutation in Self.changes(script) {
            var player = ScriptPlayer(mutation.script, plan: plan, seed: nil)
            rows[mutation.kind, default: Row()].count += 1
            if !player.play().isFaithful {
                rows[mutation.kind]?.told += 1
            } else if mutation.isSameOnTheWire(as: script) || mutation.isEarlyLook {
                rows[mutation.kind]?.same += 1
            } else {
                survivors.append(mutation.description)
            }
        }
        #expect(survivors == [])
        let caught = rows.values.reduce(0) { $0 + $1.told }
        #expect(caught > 20)
        guard Self.isWhole else { return }
        let lines = rows.sorted { $0.key < $1.key }.map { kind, row in
            "\(kind): \(row.count) changes, \(row.told) told, \(row.same) are none"
        }
        let sum = rows.values.reduce(0) { $0 + $1.count }
        print("\(name): \(sum) changes of \(rows.count) kinds, \(caught) told")
        print(lines.map { "  " + $0 }.joined(separator: "\n"))
    }

    @Test(arguments: names) func `An early answer is told, though all of it was recorded`(
        name: String
    ) throws {
        let script = try Self.script(name)
        let plan = try ReplayPlan(script.session)
        let early = Self.changes(script).filter { $0.kind.hasSuffix("unasked") }
        let missed = early.filter { mutation in
            var player = ScriptPlayer(mutation.script, plan: plan, seed: nil)
            return player.play().isFaithful
        }
        #expect(missed.filter { !$0.isEarlyLook }.map(\.description) == [])
    }

    @Test(arguments: names, [Perturbation.FrameOrder.kept, .free])
    func `The bot that was recorded passes in any timing`(
        name: String,
        order: Perturbation.FrameOrder
    ) throws {
        let script = try Self.script(name)
        for seed in 0..<(Self.asked ?? 50) {
            let perturbation = Perturbation(seed: seed, frameOrder: order)
            let options = ReplayOptions(perturbation: seed == 0 ? nil : perturbation)
            let plan = try ReplayPlan(script.session, options: options)
            var player = ScriptPlayer(script, plan: plan, seed: seed)
            let report = player.play()
            try #require(report.isFaithful, "seed \(seed): \(report)")
        }
    }

    @Test(arguments: names) func `The bot that was recorded passes under any schedule`(
        name: String
    ) throws {
        let script = try Self.script(name)
        for seed in 0..<(Self.asked ?? 10) {
            let report = try ScheduledPlayer.play(
                script,
                options: ReplayOptions(perturbation: Perturbation(seed: seed)),
                schedule: .seeded(seed)
            )
            try #require(report.isFaithful, "seed \(seed): \(report)")
        }
    }
}
