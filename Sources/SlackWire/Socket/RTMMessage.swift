/// A message that a bot sends over RTM: one line of JSON.
///
/// RTM takes plain text only; attachments and blocks go by `chat.postMessage`.
public struct RTMMessage: Sendable, Hashable {
    /// The most bytes that Slack takes in one frame; more, and it disconnects.
    public static let sizeLimit = 16 * 1024

    /// A positive number that is unique on its connection; the acknowledgement repeats it.
    public var id: Int
    /// What is sent, for example `message` or `typing`.
    public var type: String
    /// The channel's id.
    public var channel: String
    /// The text; `nil` for `typing`.
    public var text: String?
    /// The `ts` of the thread's first message.
    public var threadTimestamp: MessageTimestamp?

    /// Makes a message.
    public init(
        id: Int,
        type: String = "message",
        channel: String,
        text: String?,
        threadTimestamp: MessageTimestamp? = nil
    ) {
        self.id = id
        self.type = type
        self.channel = channel
        self.text = text
        self.threadTimestamp = threadTimestamp
    }

    /// The message as JSON.
    public var json: JSONValue {
        var members = [
            JSONMember("id", .number(String(id))),
            JSONMember("type", .string(type)),
            JSONMember("channel", .string(channel)),
        ]
        if let text { members.append(JSONMember("text", .string(text))) }
        if let threadTimestamp {
            members.append(JSONMember("thread_ts", .string(threadTimestamp.text)))
        }
        return .object(members)
    }

    /// The frame to send.
    public var message: SocketMessage { SocketMessage(json: json) }
}
