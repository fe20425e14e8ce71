public import SessionRecording
import SlackTransport
import SlackWire

/// One entry of a recorded session as a line for people.
///
/// What strangers wrote is printed with its control characters spelled out, so that it cannot steer a
/// terminal. Arrows tell the direction: `→` from the bot to Slack, `←` from Slack to the bot.
public struct EntryLine: Sendable, Hashable, CustomStringConvertible {
    /// When, since the start of the session.
    public let at: Duration
    /// What passed the transport, without the time.
    public let text: String

    /// Describes an entry.
    public init(_ entry: SessionEntry) {
        at = entry.offset
        text = Self.text(of: entry.kind).printable
    }

    /// The line: time, direction, words.
    public var description: String {
        let time = at.seconds
        return String(repeating: " ", count: max(0, 12 - time.count)) + time + "  " + text
    }

    private static func text(of kind: SessionEntry.Kind) -> String {
        switch kind {
        case .call(let id, let call): "→ call \(id)  \(call.words)\(call.wordsOfFile)"
        case .answer(let call, let answer): "← answer \(call)  \(answer.words)"
        case .head(let call, let head): "← answer \(call) begins  \(head.status)"
        case .chunk(let call, let chunk): "← answer \(call) goes on  \(chunk.bytes) bytes"
        case .part(let call, let bytes): "← answer \(call) breaks off  after \(bytes.count) bytes"
        case .partFile(let call, let file): "← answer \(call) breaks off  after \(file.count) bytes"
        case .failure(let call, let failure):
            "← call \(call) failed  \(failure.kind.rawValue): \(failure.message)"
        case .open(let socket, _, let call):
            "→ open socket \(socket)" + (call.map { "  with the URL of answer \($0)" } ?? "")
        case .refused(let socket, let failure):
            "← socket \(socket) refused  \(failure.kind.rawValue): \(failure.message)"
        case .receive(let socket, let message): "← [\(socket)]  \(message.wordsFromSlack)"
        case .send(let socket, let message): "→ [\(socket)]  \(message.wordsFromBot)"
        case .ping(let socket, let side, let payload):
            "\(side.arrow) [\(socket)]  ping, \(payload.count) bytes"
        case .pong(let socket, let side, let payload):
            "\(side.arrow) [\(socket)]  pong, \(payload.count) bytes"
        case .close(let socket, let close):
            "\(close.by.arrow) [\(socket)]  closed by \(close.by.rawValue)"
                + (close.code.map { ", code \($0)" } ?? "")
                + (close.reason.isEmpty ? "" : ": \(close.reason.trimmed(to: 60))")
        case .environment(let variable, let token):
            "= the bot's environment has \(variable)=\(token)"
        case .process(.asked(let signal)): "= the bot is asked to end, by signal \(signal)"
        case .process(.exited(let code)): "= the bot's process ends, with exit code \(code)"
        case .process(.killed(let signal)): "= the bot's process is ended, by signal \(signal)"
        case .note(let words): "# \(words)"
        case .unknown(let name, _): "? an entry of the unknown kind \"\(name)\""
        }
    }
}

extension SocketClose.Side {
    fileprivate var arrow: String { self == .bot ? "→" : "←" }
}

extension WebAPICall {
    /// A body that lies beside the recording, behind what else is said.
    fileprivate var wordsOfFile: String {
        if case .file(let file) = body { ", \(file)" } else { "" }
    }
}

extension WebAPIAnswer {
    /// The answer in a few words, for example `200 ok ts=1503435956.000247`.
    fileprivate var words: String {
        if let file { return "\(status), \(file)" }
        guard let json = try? json(), let isOK = json["ok"]?.bool else {
            return "\(status), \(body.count) bytes" + (looksLikeHTML ? " of HTML" : "")
        }
        var words = "\(status) " + (isOK ? "ok" : json["error"]?.string ?? "not ok")
        for name in ["channel", "ts", "user_id", "file_id"] {
            if let value = json[name]?.string { words += " \(name)=\(value)" }
        }
        return words
    }
}

extension SocketMessage {
    /// A frame from Slack: acknowledgement, envelope or event.
    fileprivate var wordsFromSlack: String {
        switch SocketFrame(parsing: self) {
        case .acknowledgement(let acknowledgement):
            "ack of \(acknowledgement.replyTo.map(String.init) ?? "?")  \(acknowledgement.words)"
        case .envelope(let envelope):
            "envelope \(envelope.id)  \(envelope.event?.words ?? envelope.type.rawValue)"
        case .event(let event): event.words
        case .hello: "hello"
        case .unreadable(let error, _): "unreadable: \(error)"
        default: text.trimmed(to: 80)
        }
    }

    /// A frame from the bot: a message, or the acknowledgement of an envelope.
    fileprivate var wordsFromBot: String {
        guard kind == .text, let frame = try? JSONValue(parsing: bytes) else {
            return "\(bytes.count) bytes"
        }
        if let envelope = frame["envelope_id"]?.string {
            return "acknowledges envelope \(envelope)"
        }
        var words = frame["type"]?.string ?? text.trimmed(to: 80)
        if let id = frame["id"]?.int { words += " \(id)" }
        if let channel = frame["channel"]?.string { words += " in \(channel)" }
        if let text = frame["text"]?.string { words += " \"\(text.trimmed(to: 60))\"" }
        return words
    }
}
