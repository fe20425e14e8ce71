import SlackWire

/// What was said in a thread, as text.
struct Timeline {
    private(set) var count = 0
    private(set) var text = ""

    /// Adds a message as `conversations.replies` gives it.
    mutating func add(_ message: JSONValue) {
        count += 1
        let who = message["user"]?.string ?? message["bot_id"]?.string ?? "?"
        text += "\(who)\t\(message["text"]?.string ?? "")\n"
    }
}
