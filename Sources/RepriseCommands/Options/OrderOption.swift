import ArgumentParser
import RepriseHarness

/// Which replies must keep the recorded order, by the names that the command line gives them.
enum OrderOption: String, CaseIterable, ExpressibleByArgument, Sendable {
    case any
    case thread
    case channel
    case all

    /// Which replies keep an order among themselves; `nil` for none.
    var grouping: Grouping? {
        switch self {
        case .any: nil
        case .thread: .thread
        case .channel: .channel
        case .all: .everything
        }
    }
}
