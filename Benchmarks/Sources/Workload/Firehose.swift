import SessionRecording
public import SlackWire

/// What Slack says by itself in a generated session, without the bot's own part.
public enum Firehose {
    /// So many frames.
    public static func frames(_ count: Int, seed: UInt64 = 1) -> [JSONText] {
        var frames: [JSONText] = []
        for entry in SessionGenerator(entries: count * 2 + 16, seed: seed) {
            guard frames.count < count else { break }
            guard case .receive(_, let message) = entry.kind else { continue }
            let text = JSONText(uncheckedBytes: message.bytes)
            let event = SlackEvent(json: text)
            guard event.type != "hello", !event.type.isEmpty else { continue }
            frames.append(text)
        }
        return frames
    }
}
