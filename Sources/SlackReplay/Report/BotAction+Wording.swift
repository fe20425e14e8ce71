import SecretRedaction
import SessionRecording
import SlackWire

extension BotAction {
    /// What the bot did, in a few words that hold no secret.
    package var wording: String {
        switch self {
        case .call(let call): "the call \(call.target.name)"
        case .open(let request): "the socket to \(WebAddress.shown(request.url))"
        case .send(let socket, let message): "\(message.wording) on socket \(socket)"
        case .close(let socket, _): "the close of socket \(socket)"
        }
    }
}

extension SocketMessage {
    /// What a message of the bot is, in a few words.
    fileprivate var wording: String {
        switch SentMessage(self).kind {
        case .acknowledgement(let envelope): "the acknowledgement of envelope \(envelope)"
        case .ping: "the ping"
        case .other(""): "the message of \(bytes.count) bytes"
        case .other("message"): "the message \(withoutSecrets.quoted(atMost: 120))"
        case .other(let type): "the \(type) message"
        }
    }
}

extension String {
    fileprivate func quoted(atMost limit: Int) -> String {
        // Some clients end each of their messages with a line end.
        let text = trailingLineEndsRemoved.onOneLine
        return text.count <= limit ? text : text.prefix(limit - 1) + "…"
    }

    private var trailingLineEndsRemoved: String {
        guard let last = lastIndex(where: { !$0.isNewline }) else { return "" }
        return String(self[...last])
    }
}

extension SocketMessage {
    /// The text with placeholders for the secrets in it: what a bot says may hold a token.
    fileprivate var withoutSecrets: String {
        var redactor = Redactor()
        return redactor.redacted(self)
    }
}
