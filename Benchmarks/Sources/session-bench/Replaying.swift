import Interleaving
import Measuring
import RepriseHarness
import SessionRecording
import SlackBot
import SlackReplay
import SlackWire
import Workload

/// Replays a session to a bot: engine, matching, causal release, virtual time, transcript and report.
enum Replaying {
    /// A replay that was not faithful.
    struct Unfaithful: Error, CustomStringConvertible {
        let description: String
    }

    static func replay(_ arguments: Arguments) throws {
        let limits = SimulationLimits(steps: .max)
        let path = try arguments.text("from")
        let start = ContinuousClock.now
        let replay = try Replay(contentsOf: path, limits: limits)
        let outcome = try replay.run(
            AnsweringBot.bot,
            processing: .queued()
        )
        let elapsed = start.duration(to: .now)
        guard outcome.report.isFaithful, outcome.ending == .quiescent else {
            throw Unfaithful(
                description: "\(outcome.ending): \(outcome.report.divergences.prefix(3)) "
                    + "\(outcome.report.missing.prefix(3)) \(outcome.report.withheld.prefix(3))"
            )
        }
        Output.write([
            "entries": .integer(replay.entryCount),
            "actions": .integer(outcome.report.actions.count),
            "steps": .integer(outcome.simulation.trace.steps.count),
            "replaySeconds": .seconds(elapsed),
        ])
    }
}
