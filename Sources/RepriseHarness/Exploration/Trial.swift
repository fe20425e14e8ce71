import Interleaving
import RepriseFloor
import SlackBot
import SlackReplay

/// What is run under one schedule: a bot made for it, and what is asked of the state that it leaves.
struct Trial: Sendable {
    /// Makes the bot.
    let make: @Sendable () throws -> Bot
    /// What is wrong with the state after a replay; `nil` if nothing is asked of it.
    let verify: (@Sendable (ReplayOutcome) async throws -> Void)?

    /// A bot alone.
    init(processing: Processing?, _ make: @escaping @Sendable () throws -> Bot) {
        self.make = {
            let bot = try make()
            return processing.map(bot.processing) ?? bot
        }
        verify = nil
    }

    /// A bot and its state.
    init<State: Sendable>(
        processing: Processing?,
        _ make: @escaping @Sendable () throws -> (Bot, State),
        _ verify: @escaping @Sendable (ReplayOutcome, State) async throws -> Void
    ) {
        let made = Locked<State?>(nil)
        self.make = {
            let (bot, state) = try make()
            made.withLock { $0 = state }
            return processing.map(bot.processing) ?? bot
        }
        self.verify = { outcome in
            guard let state = made.withLock({ $0 }) else { return }
            try await verify(outcome, state)
        }
    }

    /// Asks the state, in a simulation of its own: it may be an actor's.
    func findings(in outcome: ReplayOutcome, _ simulation: Simulation) -> [Finding] {
        guard let verify else { return [] }
        do {
            try simulation.run { try await verify(outcome) }.result
            return []
        } catch let finding as Finding {
            return [finding]
        } catch let failure as SimulationFailure {
            return [Finding("what verifies the state did not end: \(failure)")]
        } catch {
            return [Finding("\(error)")]
        }
    }
}
