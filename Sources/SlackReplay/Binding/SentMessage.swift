import SlackWire

/// What a message of the bot says, in the one shape in which messages are compared.
struct SentMessage: Sendable, Hashable {
    /// What kind of message it is.
    enum Kind: Sendable, Hashable {
        /// The answer to an envelope of Socket Mode.
        case acknowledgement(envelope: String)
        /// A JSON ping of RTM.
        case ping
        /// Anything else, by its `type`: `message`, `typing`, `presence_sub`.
        case other(type: String)
    }

    /// What kind of message it is.
    let kind: Kind
    /// The `id` as the bot spelled it; `nil` where it gave none.
    let id: String?
    /// What counts for matching.
    let signature: Signature
    /// The members as they were sent.
    let members: [JSONMember]

    /// What counts of a message: two that are equal stand for each other.
    enum Signature: Sendable, Hashable {
        /// Text: no id of the bot's own making, no `null`, members in one order.
        case contents(JSONValue)
        /// Bytes that are no text.
        case binary([UInt8])

        /// The document in which differences are looked for.
        var document: JSONValue {
            switch self {
            case .contents(let value): value
            case .binary(let bytes): ["binary": .string(CallSignature.Contents.summary(of: bytes))]
            }
        }
    }

    /// Fields that a client makes up anew each time.
    private static let volatile: Set<String> = ["id", "client_msg_id"]

    init(_ message: SocketMessage) {
        guard message.kind == .text,
            let members = (try? JSONValue(parsing: message.bytes))?.members
        else {
            kind = .other(type: "")
            id = nil
            signature =
                message.kind == .text ? .contents(.string(message.text)) : .binary(message.bytes)
            self.members = []
            return
        }
        self.members = members
        let value = JSONValue.object(members)
        id = value["id"].map(\.compactText)
        if let envelope = value["envelope_id"]?.string {
            kind = .acknowledgement(envelope: envelope)
        } else if value["type"]?.string == "ping" {
            kind = .ping
        } else {
            kind = .other(type: value["type"]?.string ?? "")
        }
        // A ping's other fields are times and counters: any ping stands for any other.
        guard kind != .ping else {
            signature = .contents(["type": "ping"])
            return
        }
        let counting = members.filter { $0.value != .null && !Self.volatile.contains($0.name) }
        signature = .contents(JSONValue.object(counting).canonical)
    }
}

extension SentMessage {
    /// What an acknowledgement says beside that the envelope has come; 0 for nothing.
    var hashOfPayload: UInt64 {
        guard let payload = JSONValue.object(members)["payload"], payload != .null else { return 0 }
        return ValueRuns.hash(payload.canonical.compactText.utf8)
    }
}
