public import Interleaving
import SlackBot
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

    /// What the simulation recorded of itself.
    public struct SimulationRecord: Sendable {
        /// Every slice of every task, in the order in which it ran.
        public let trace: Trace
        /// The choices made where more than one task could run.
        public let choices: [Int]
        /// The schedule as text; `Schedule(token:)` reads it back.
        public let token: String
        /// Whether the same schedule gives the same run.
        public let isReproducible: Bool
        /// What was captured, and what was not and why.
        public let capabilities: Capabilities
    }

    /// What the bot did, on one timeline.
    public let transcript: Transcript
    /// How that compares with the recording.
    public let report: ReplayReport
    /// Which faults of ``Replay/faults`` happened.
    public let faults: FaultReport
    /// How the replay ended.
    public let ending: Ending
    /// Virtual time that passed.
    public let elapsed: Duration
    /// How the run went.
    public let simulation: SimulationRecord
}

extension ReplayOutcome.SimulationRecord {
    init<Result>(_ run: SimulationRun<Result>) {
        self.init(
            trace: run.trace,
            choices: run.choices,
            token: run.token,
            isReproducible: run.isReproducible,
            capabilities: run.capabilities
        )
    }
}

extension ReplayOutcome.Ending {
    init(_ quiescence: Quiescence, _ ending: SimulationRun<BotSummary>.Ending) {
        switch quiescence {
        case .waiting: self = .quiescent
        case .stopped(let stop): self = .stopped("\(stop)")
        case .finished:
            switch ending {
            case .completed(let summary): self = .botEnded(summary.ending.rawValue)
            case .failed(let error): self = .botEnded("\(error)")
            default: self = .botEnded("\(ending)")
            }
        }
    }
}
