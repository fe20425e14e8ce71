public import SlackWire

/// Everyday methods of the family `views`.
extension BotContext {
    /// Opens a modal (`views.open`).
    ///
    /// - Parameters:
    ///   - view: The modal.
    ///   - trigger: The `trigger_id` of a command or an interaction, good once and for three seconds.
    /// - Returns: The view as it is shown.
    /// - Throws: As ``call(_:_:)-(String,KeyValuePairs<String,JSONValue>)``.
    @discardableResult
    public func openView(_ view: JSONValue, trigger: String) async throws -> SlackView {
        try await show("views.open", ["trigger_id": .string(trigger), "view": view])
    }

    /// Lays another modal on the one that is shown (`views.push`), up to three.
    ///
    /// - Parameters:
    ///   - view: The modal.
    ///   - trigger: The `trigger_id` of an interaction in the modal below.
    /// - Returns: The view as it is shown.
    /// - Throws: As ``call(_:_:)-(String,KeyValuePairs<String,JSONValue>)``.
    @discardableResult
    public func pushView(_ view: JSONValue, trigger: String) async throws -> SlackView {
        try await show("views.push", ["trigger_id": .string(trigger), "view": view])
    }

    /// Changes a modal that is shown (`views.update`).
    ///
    /// - Parameters:
    ///   - old: The view as it is shown; if it has changed meanwhile Slack refuses with `hash_conflict`.
    ///   - view: What it becomes.
    ///   - ignoringChanges: Whether it does not matter that it has changed meanwhile.
    /// - Returns: The view as it is shown.
    /// - Throws: As ``call(_:_:)-(String,KeyValuePairs<String,JSONValue>)``.
    @discardableResult
    public func updateView(
        _ old: SlackView,
        to view: JSONValue,
        ignoringChanges: Bool = false
    ) async throws -> SlackView {
        let hash = ignoringChanges ? nil : old.hash
        return try await show(
            "views.update",
            ["view_id": JSONValue(old.id), "hash": JSONValue(hash), "view": view]
        )
    }

    /// Shows somebody's home tab (`views.publish`).
    ///
    /// - Returns: The view as it is shown.
    /// - Throws: As ``call(_:_:)-(String,KeyValuePairs<String,JSONValue>)``.
    @discardableResult
    public func publishView(_ view: JSONValue, to user: String) async throws -> SlackView {
        try await show("views.publish", ["user_id": .string(user), "view": view])
    }

    private func show(
        _ method: String,
        _ arguments: KeyValuePairs<String, JSONValue>
    ) async throws -> SlackView {
        SlackView(json: try await call(method, arguments)["view"] ?? .object([]))
    }
}
