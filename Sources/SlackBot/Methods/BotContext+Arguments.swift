import SlackWire

extension BotContext {
    /// Calls a method with its usual arguments and more; of two of one name the latter counts.
    @discardableResult
    func call(
        _ method: String,
        _ arguments: KeyValuePairs<String, JSONValue>,
        _ more: KeyValuePairs<String, JSONValue>
    ) async throws -> JSONValue {
        var members = arguments.map { JSONMember($0.key, $0.value) }
        for (name, value) in more {
            members.removeAll { $0.name == name }
            members.append(JSONMember(name, value))
        }
        return try await call(method, members)
    }
}

extension JSONValue {
    /// A `ts` as an argument; `null`, which is left out, for none.
    init(_ timestamp: MessageTimestamp?) {
        self = timestamp.map { .string($0.text) } ?? .null
    }

    /// A text as an argument; `null`, which is left out, for none.
    init(_ text: String?) {
        self = text.map { .string($0) } ?? .null
    }

    /// The `ts` in a member.
    func timestamp(_ name: String) -> MessageTimestamp? {
        self[name]?.string.map { MessageTimestamp($0) }
    }
}
