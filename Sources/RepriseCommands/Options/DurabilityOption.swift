import ArgumentParser
import SessionRecording

/// What a recording's entries survive, for commands that record.
struct DurabilityOption: ParsableArguments {
    @Option(
        help:
            "What entries survive within 100 ms: none, flush (kill -9) or fsync (a loss of power)."
    )
    private var durability = DurabilityLevel.flush

    /// The level that was chosen.
    var level: SessionWriter.Durability {
        switch durability {
        case .none: .none
        case .flush: .flush
        case .fsync: .fsync
        }
    }
}

/// The levels by the names that the command line gives them.
private enum DurabilityLevel: String, CaseIterable, ExpressibleByArgument {
    case none
    case flush
    case fsync
}
