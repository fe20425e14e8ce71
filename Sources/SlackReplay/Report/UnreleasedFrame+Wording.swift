import SlackWire

extension UnreleasedFrame: CustomStringConvertible {
    /// Which frame, and why the bot did not get it.
    public var description: String {
        "\(event.wording) on socket \(socket) (entry \(entry)): \(reason.wording)"
    }

    func line(_ mark: ReplayReport.Line.Mark) -> ReplayReport.Line {
        ReplayReport.Line(at: recorded, mark: mark, words: description)
    }
}

extension UnreleasedFrame.Reason {
    fileprivate var wording: String {
        switch self {
        case .causeNeverCame(let entry): "it waits for entry \(entry), which never came"
        case .acknowledged: "it repeats a delivery that the bot had acknowledged"
        case .neverOpened: "the bot did not open the socket"
        case .closed: "the bot had closed the socket"
        case .notTaken: "the bot did not ask for it in time"
        }
    }
}

extension SocketEvent {
    /// What came out of a socket, in a few words that hold no secret.
    var wording: String {
        switch self {
        case .ping: return "a ping"
        case .pong: return "a pong"
        case .closed(let close):
            return close.code.map { "the end (code \($0))" } ?? "the end"
        case .message(let message):
            switch SocketFrame(parsing: message) {
            case .hello: return "hello"
            case .event(let event):
                return "\(event.type.isEmpty ? "an" : "the \(event.type)") event"
            case .acknowledgement: return "an acknowledgement"
            case .pong: return "a pong"
            case .envelope(let envelope): return "the envelope \(envelope.id)"
            case .disconnect: return "disconnect"
            case .goodbye: return "goodbye"
            case .unreadable: return "a message of \(message.bytes.count) bytes"
            }
        }
    }
}
