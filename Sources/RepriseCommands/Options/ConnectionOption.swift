import ArgumentParser
import SlackBot

/// The ways to connect by the names that the command line gives them.
enum ConnectionOption: String, CaseIterable, ExpressibleByArgument {
    case rtm
    case rtmStart = "rtm-start"
    case socketMode = "socket-mode"

    /// The way to connect.
    var connection: Bot.Connection {
        switch self {
        case .rtm: .rtm
        case .rtmStart: .rtmStart
        case .socketMode: .socketMode
        }
    }
}
