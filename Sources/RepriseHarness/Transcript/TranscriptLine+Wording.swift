import SlackBot
import SlackTransport
import SlackWire

extension TranscriptLine {
    /// The line for an activity; `nil` for one that a reader of the transcript need not see.
    init?(_ activity: BotActivity) {
        guard let (event, text) = Self.wording(of: activity.kind) else { return nil }
        self.init(at: activity.at, event: event, text: text)
    }

    private static func wording(of kind: BotActivity.Kind) -> (Int?, String)? {
        switch kind {
        case .received(let event, let content): (event, "received \(content.words)")
        case .began(let event): (event, "began")
        case .ended(let event, nil): (event, "ended")
        case .ended(let event, let error?): (event, "failed: \("\(error)".trimmed(to: 200))")
        case .dropped(let event): (event, "dropped, the queue was full")
        case .abandoned(let event): (event, "abandoned at shutdown")
        case .called(let call, let event, let content): (event, "call \(call): \(content.words)")
        case .answered(let call, let event, let outcome):
            (event, "answer \(call): \(outcome.words)")
        case .sent(let message, let event, let content):
            (event, "send \(message): \(content.text.trimmed(to: 72))")
        case .unsent(let message, let event, let failure):
            (event, "send \(message) failed: \(failure.message)")
        case .acknowledged(let message, let acknowledgement, _):
            (nil, "ack \(message.map(String.init) ?? "?"): \(acknowledgement.words)")
        case .acknowledgedEnvelope(let envelope, let payload, let event):
            (event, "acknowledged envelope \(envelope.id)\(payload?.answerWords ?? "")")
        case .lostAcknowledgement(let envelope, let event, let failure):
            (event, "acknowledgement of envelope \(envelope.id) is lost: \(failure.message)")
        case .connected(let connection): (nil, "connection \(connection) is open")
        case .leaving(let connection, let reason):
            (nil, "connection \(connection) is being replaced: \(reason)")
        case .disconnected(let connection, let close):
            (nil, "connection \(connection) closed by \(close.by.rawValue)")
        case .reconnecting(let pause, let reason):
            (nil, "connects again after \(pause.seconds): \(reason)")
        case .unreadable(let connection, let error, _):
            (nil, "unreadable frame on connection \(connection): \(error)")
        case .slackError(_, let code, let message):
            (nil, "Slack reports error \(code.map(String.init) ?? ""): \(message)")
        case .stopping(let reason): (nil, "stopping: \(reason)")
        case .identified, .connecting, .ignored, .stopped: nil
        }
    }
}

extension SlackEvent {
    /// The event in a few words: `message in C024BE91L "hello"`.
    var words: String {
        var words = type.isEmpty ? command ?? "event without a type" : type
        if let subtype { words += "/\(subtype)" }
        if let channel { words += " in \(channel)" }
        if let text, !text.isEmpty { words += " \"\(text.trimmed(to: 40))\"" }
        return words
    }
}

extension WebAPICall {
    /// The call in a few words: `chat.postMessage channel=C1 text=hello`.
    var words: String {
        let name =
            switch target {
            case .method(let method): method
            case .url: "\(httpMethod) to a URL"
            }
        let arguments = arguments.members.map { member in
            "\(member.name)=\((member.value.string ?? member.value.compactText).trimmed(to: 40))"
        }
        return ([name] + arguments).joined(separator: " ")
    }
}

extension BotActivity.CallOutcome {
    fileprivate var words: String {
        switch self {
        case .answer(let status, nil): "\(status)"
        case .answer(let status, let error?): "\(status) \(error)"
        case .failure(let failure): "\(failure.kind.rawValue): \(failure.message)"
        }
    }
}

extension JSONValue {
    /// What an acknowledgement carries: ` with {"response_action":"clear"}`.
    fileprivate var answerWords: String { " with " + compactText.trimmed(to: 60) }
}

extension RTMAcknowledgement {
    /// `ok ts 1503435956.000247`, or `refused`.
    var words: String {
        isOK ? "ok" + (ts.map { " ts \($0)" } ?? "") : "refused"
    }
}

extension String {
    /// At most so many characters on one line, with an ellipsis where something was cut.
    func trimmed(to limit: Int) -> String {
        let flat = String(map { $0.isNewline ? " " : $0 }).printable
        return flat.count > limit ? flat.prefix(limit - 1) + "…" : flat
    }
}
