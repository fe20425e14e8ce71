import ArgumentParser
import SlackBot

/// The processing policies by the names that the command line gives them.
enum PolicyOption: String, CaseIterable, ExpressibleByArgument {
    case inline
    case detached
    case queued
    case queuedByChannel = "queued-by-channel"
    case queuedByThread = "queued-by-thread"
    case queuedByUser = "queued-by-user"

    /// The policy as a heading.
    var title: String { rawValue.replacing("-", with: " ") }

    /// The policy.
    var processing: Processing {
        switch self {
        case .inline: .inline
        case .detached: .detached()
        case .queued: .queued()
        case .queuedByChannel: .queued(by: .channel)
        case .queuedByThread: .queued(by: .thread)
        case .queuedByUser: .queued(by: .user)
        }
    }
}

extension BuiltInBot: ExpressibleByArgument {}
