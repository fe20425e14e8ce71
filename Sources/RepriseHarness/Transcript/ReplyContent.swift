package import SlackReplay
package import SlackWire

/// What a call or a message puts into a conversation.
package struct ReplyContent: Sendable, Hashable {
    /// The way it takes.
    package let route: Reply.Route
    /// The conversation it goes to; `nil` for a webhook, whose URL says so.
    package let channel: String?
    /// The thread it goes to.
    package let thread: String?
    /// Its text; empty when it has only blocks or files.
    package let text: String

    /// Reads a message over the RTM socket; `nil` if it is no `message` frame.
    package init?(_ message: SocketMessage) {
        let bytes = message.bytes.span.bytes
        guard (try? JSONText.validate(bytes)) != nil, let fields = try? Self.scanner.scan(bytes),
            fields.string(0, in: bytes) == "message"
        else { return nil }
        route = .socket
        channel = fields.string(1, in: bytes)
        thread = fields.string(2, in: bytes)
        text = fields.string(3, in: bytes) ?? ""
    }

    /// What counts of a message over the socket.
    private static let scanner = JSONFieldScanner("type", "channel", "thread_ts", "text")

    /// Reads a call; `nil` if it does not post into a conversation.
    package init?(_ call: WebAPICall) {
        let arguments = call.arguments
        switch call.target {
        case .method(let name):
            guard let argument = Reply.postingMethods[name] else { return nil }
            route = .method(name)
            text = arguments[argument]?.string ?? ""
        case .url:
            guard case .json = call.body else { return nil }
            route = .url
            text = arguments["text"]?.string ?? ""
        }
        channel = arguments["channel"]?.string ?? arguments["channel_id"]?.string
        thread = arguments["thread_ts"]?.string
    }

    /// Reads what a bot did; `nil` if it puts nothing into a conversation.
    package init?(_ action: BotAction) {
        switch action {
        case .call(let call): self.init(call)
        case .send(_, let message): self.init(message)
        case .open, .close: return nil
        }
    }
}
