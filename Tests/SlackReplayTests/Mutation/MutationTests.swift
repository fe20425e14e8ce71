import SlackWire
import Testing

@testable import SlackReplay

/// A bot that was changed fails its replay, and one that was not passes it, whatever its timing.
@Suite struct MutationTests {
    private static let names = BotScript.all.map(\.name)

    private static func script(_ name: String) throws -> BotScript {
        try #require(BotScript.all.first { $0.name == name }).script
    }

    @Test(arguments: names) func `Every change to the bot is told`(name: String) throws {
        let script = try Self.script(name)
        let plan = try ReplayPlan(script.session)
        var caught = 0
        var survivors: [String] = []
        for mutation in Mutation.all(of: script) {
            var player = ScriptPlayer(mutation.script, plan: plan, seed: nil)
            if !player.play().isFaithful {
                caught += 1
            } else if !mutation.isSameOnTheWire(as: script) {
                survivors.append(mutation.description)
            }
        }
        #expect(survivors == [], "\(caught) caught")
        #expect(caught > 50)
    }

    @Test(arguments: names) func `An early answer is told, though all of it was recorded`(
        name: String
    ) throws {
        let script = try Self.script(name)
        let plan = try ReplayPlan(script.session)
        let early = Mutation.all(of: script).filter { $0.description.hasPrefix("does") }
        let missed = early.filter { mutation in
            var player = ScriptPlayer(mutation.script, plan: plan, seed: nil)
            return player.play().isFaithful
        }
        #expect(missed.map(\.description) == [])
    }

    @Test(arguments: names, [Perturbation.FrameOrder.kept, .free])
    func `The bot that was recorded passes in any timing`(
        name: String,
        order: Perturbation.FrameOrder
    ) throws {
        let script = try Self.script(name)
        for seed in UInt64(0)..<300 {
            let perturbation = Perturbation(seed: seed, frameOrder: order)
            let options = ReplayOptions(perturbation: seed == 0 ? nil : perturbation)
            let plan = try ReplayPlan(script.session, options: options)
            var player = ScriptPlayer(script, plan: plan, seed: seed)
            let report = player.play()
            try #require(report.isFaithful, "seed \(seed): \(report)")
        }
    }
}
