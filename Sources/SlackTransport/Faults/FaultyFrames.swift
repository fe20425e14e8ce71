import SlackWire

extension SocketMessage {
    /// A hello that says how many sockets are open, if it says so at all.
    func counting(_ open: Int) -> SocketMessage {
        guard (try? JSONValue(parsing: bytes))?["num_connections"] != nil else { return self }
        let count = Array(String(open).utf8)
        return SocketMessage(
            kind: kind,
            bytes: JSONEdit.setting("num_connections", to: count, in: bytes)
        )
    }
}

extension Envelope {
    /// The envelope as it comes again.
    func redelivered(for reason: String) -> SocketMessage {
        let attempt = Array(String((retryAttempt ?? 0) + 1).utf8)
        let bytes = JSONEdit.setting("retry_attempt", to: attempt, in: json.bytes)
        return SocketMessage(
            bytes: JSONEdit.setting(
                "retry_reason",
                to: JSONValue.string(reason).compactBytes,
                in: bytes
            )
        )
    }
}
