import SecretRedaction
import SessionRecording
import SlackWire

/// A recorded action for which one of the bot's may stand.
struct Match: Sendable {
    /// Its index among its kind.
    let candidate: Int
    /// Its index among all actions.
    let action: Int
    /// Its row in the index.
    let row: RecordedIndex.Row
    /// What is variable in the bot's action.
    let variables: Variables

    init(candidate: Int, action: Int, row: RecordedIndex.Row, _ variables: Variables) {
        self.candidate = candidate
        self.action = action
        self.row = row
        self.variables = variables
    }
}

extension WebAPICall {
    /// The call with placeholders for its secrets.
    ///
    /// - Parameter redactor: One for the whole replay: what a call shows to be secret is secret in
    ///   those behind it, as it was when they were recorded.
    func redacted(by redactor: inout Redactor) -> WebAPICall {
        var entry = SessionEntry(at: 0, .call(id: 0, self))
        redactor.redact(&entry)
        guard case .call(id: 0, let redacted) = entry.kind else { return self }
        return redacted
    }
}

extension SocketMessage {
    /// The message with placeholders for its secrets.
    ///
    /// - Parameters:
    ///   - redactor: One for the whole replay, as for calls. It gets every message of the bot, since a secret may go on
    ///     in the next one of the same socket.
    ///   - socket: Over which socket it is sent.
    func redacted(by redactor: inout Redactor, on socket: Int) -> SocketMessage {
        var entry = SessionEntry(at: 0, .send(socket: socket, self))
        redactor.redact(&entry)
        guard case .send(_, let redacted) = entry.kind else { return self }
        return redacted
    }
}
