import SessionRecording
import SlackBot
import SlackWire

extension Session {
    /// How the recorded bot was connected, by the first call that opened a connection.
    var botConnection: Bot.Connection {
        for case .call(_, let call) in entries.lazy.map(\.kind) {
            switch call.methodName {
            case "apps.connections.open": return .socketMode
            case "rtm.connect": return .rtm
            case "rtm.start": return .rtmStart
            default: continue
            }
        }
        return .rtm
    }
}
