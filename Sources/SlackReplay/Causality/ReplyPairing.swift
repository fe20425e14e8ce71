import RepriseFloor

/// Pairs recorded acknowledgements and pongs with the messages that they answer.
///
/// A step takes constant time (amortised), whatever ids a session repeats.
struct ReplyPairing: Sendable {
    /// Where a message waits for its answer: on a socket, under an id.
    private struct Place: Sendable, Hashable {
        var socket: Int
        var id: String?
    }

    /// Messages in the places where their answers may look for them; those that were answered go out when
    /// they are met.
    private var messages: [Place: FIFO<Int>] = [:]
    private var messagesOfAllSockets: [String?: [Int]] = [:]
    private var pings: [Place: FIFO<Int>] = [:]
    private var pingsOfAllIDs: [Int: FIFO<Int>] = [:]
    /// Messages and pings that have no answer yet.
    private var open: Set<Int> = []

    /// The bot sent a message that Slack will answer.
    mutating func sent(_ send: Int, on socket: Int, id: String?) {
        open.insert(send)
        messages[Place(socket: socket, id: id), default: FIFO()].append(send)
        messagesOfAllSockets[id, default: []].append(send)
    }

    /// The bot sent a JSON ping.
    mutating func pinged(_ send: Int, on socket: Int, id: String?) {
        open.insert(send)
        pings[Place(socket: socket, id: id), default: FIFO()].append(send)
        pingsOfAllIDs[socket, default: FIFO()].append(send)
    }

    /// The message that an acknowledgement on `socket` answers.
    ///
    /// Of several open messages with one id it is the oldest on that socket. Where there is none it is the
    /// latest on another: after a reconnect Slack may answer the last message of the old connection.
    /// An acknowledgement that names no id answers the oldest message that had none.
    mutating func acknowledged(on socket: Int, id: String?) -> Int? {
        let place = Place(socket: socket, id: id)
        if let send = Self.oldest(in: &messages[place], of: &open) {
            if messages[place]?.isEmpty == true { messages[place] = nil }
            forget(id)
            return send
        }
        messages[place] = nil
        defer { forget(id) }
        while let send = messagesOfAllSockets[id]?.popLast() {
            if open.remove(send) != nil { return send }
        }
        return nil
    }

    /// Lets go of what was answered at the end of an id's messages: most ids come once.
    private mutating func forget(_ id: String?) {
        while let last = messagesOfAllSockets[id]?.last, !open.contains(last) {
            messagesOfAllSockets[id]?.removeLast()
        }
        if messagesOfAllSockets[id]?.isEmpty == true { messagesOfAllSockets[id] = nil }
    }

    /// The ping that a pong on `socket` answers.
    mutating func ponged(on socket: Int, id: String?) -> Int? {
        guard let id else { return Self.oldest(in: &pingsOfAllIDs[socket], of: &open) }
        return Self.oldest(in: &pings[Place(socket: socket, id: id)], of: &open)
    }

    private static func oldest(in queue: inout FIFO<Int>?, of open: inout Set<Int>) -> Int? {
        while let send = queue?.popFirst() {
            if open.remove(send) != nil { return send }
        }
        return nil
    }
}
