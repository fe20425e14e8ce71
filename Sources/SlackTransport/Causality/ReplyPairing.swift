/// Pairs recorded acknowledgements and pongs with the messages that they answer.
struct ReplyPairing: Sendable {
    private struct Open: Sendable {
        var send: Int
        var socket: Int
        var id: String?
    }

    private var messages: [String?: [Open]] = [:]
    private var pings: [Int: FIFO<Open>] = [:]

    /// The bot sent a message that Slack will answer.
    mutating func sent(_ send: Int, on socket: Int, id: String?) {
        messages[id, default: []].append(Open(send: send, socket: socket, id: id))
    }

    /// The bot sent a JSON ping.
    mutating func pinged(_ send: Int, on socket: Int, id: String?) {
        pings[socket, default: FIFO()].append(Open(send: send, socket: socket, id: id))
    }

    /// The message that an acknowledgement on `socket` answers.
    ///
    /// Of several open messages with one id it is the oldest on that socket. Where there is none it is the
    /// latest on another: after a reconnect Slack may answer the last message of the old connection.
    /// An acknowledgement that names no id answers the oldest message that had none.
    mutating func acknowledged(on socket: Int, id: String?) -> Int? {
        guard var open = messages[id],
            let place = open.firstIndex(where: { $0.socket == socket }) ?? open.indices.last
        else { return nil }
        let send = open.remove(at: place).send
        messages[id] = open.isEmpty ? nil : open
        return send
    }

    /// The ping that a pong on `socket` answers.
    mutating func ponged(on socket: Int, id: String?) -> Int? {
        guard let id else { return pings[socket]?.popFirst()?.send }
        return pings[socket]?.popFirst { $0.id == id }?.send
    }
}
