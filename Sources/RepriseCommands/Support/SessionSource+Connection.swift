import SessionRecording
import SlackBot
import SlackWire

extension SessionSource {
    /// How the recorded bot was connected, by the first call that opened a connection.
    var botConnection: Bot.Connection {
        do {
            try visit { entry, _ throws(Connected) in
                guard case .call(_, let call) = entry.kind else { return }
                switch call.methodName {
                case "apps.connections.open": throw Connected(how: .socketMode)
                case "rtm.connect": throw Connected(how: .rtm)
                case "rtm.start": throw Connected(how: .rtmStart)
                default: return
                }
            }
        } catch {
            return error.how
        }
        return .rtm
    }
}

/// Nobody need look further.
private struct Connected: Error {
    let how: Bot.Connection
}
