import RepriseFloor
import SlackTransport

/// An open socket and its number.
final class Link: Sendable {
    /// Counts the bot's sockets from 1.
    let number: Int
    /// The socket.
    let socket: any TransportSocket
    /// Set to `true` when Slack has said hello or the socket has ended, to `false` when it took too long.
    let greeted = OneShot<Bool>()
    /// Set to `true` when the socket has ended, to `false` when it was to end and did not in time.
    let ended = OneShot<Bool>()
    /// What a JSON ping waits for.
    let pong = Locked<OneShot<Bool>?>(nil)

    init(number: Int, socket: any TransportSocket) {
        self.number = number
        self.socket = socket
    }
}
