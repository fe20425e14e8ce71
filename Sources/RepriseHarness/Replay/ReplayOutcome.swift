public import Interleaving
import SessionRecording
import SlackBot
public import SlackReplay
public import SlackTransport

/// What came of a replay: what the bot did, how that compares with the recording, and how the run went.
public struct ReplayOutcome: Sendable {
    /// How a replay ended.
    public enum Ending: Sendable, Hashable {
        /// Nothing was left to release and nothing in the bot could go on.
        case quiescent
        /// The bot ended by itself before that; the text says why.
        case botEnded(String)
        /// A limit of the simulation was reached, or a recorded schedule did not fit; the text says which.
        case stopped(String)
    }

    /// What the bot did, on one timeline.
    public let transcript: Transcript
    /// How that compares with the recording.
    public let report: ReplayReport
    /// Which faults of ``Replay/faults`` happened.
    public let faults: FaultReport
    /// How the replay ended.
    public let ending: Ending
    /// The tasks that waited when nothing could go on any more, the engine's own among them.
    public let pending: PendingTasks
    /// Virtual time that passed.
    public let elapsed: Duration
    /// How the run went, the bot's shutdown included.
    public let simulation: SimulationRecord
    /// What was played.
    let source: SessionSource
}

extension ReplayOutcome.Ending {
    init(_ quiescence: Quiescence, _ ending: SimulationRun<BotSummary>.Ending) {
        switch quiescence {
        case .waiting: self = .quiescent
        case .stopped(let stop): self = .stopped("\(stop)")
        case .finished:
            switch ending {
            case .completed(let summary): self = .botEnded(summary.ending.rawValue)
            case .failed(let error as SimulationFailure): self = .stopped("\(error)")
            case .failed(let error): self = .botEnded("\(error)")
            case .stuck(let pending): self = .stopped("\(SimulationFailure.stuck(pending))")
            case .stepLimit: self = .stopped("\(SimulationStop.stepLimit)")
            case .timeLimit: self = .stopped("\(SimulationStop.timeLimit)")
            case .diverged(let divergence):
                self = .stopped("\(SimulationStop.diverged(divergence))")
            }
        }
    }
}
