import SlackWire

/// What people do with commands, buttons, menus, modals and shortcuts.
extension Listener {
    /// Listens to a slash command.
    ///
    /// - Parameter name: With its slash, for example `/deploy`.
    public static func command(
        _ name: NamePattern,
        do body: @escaping @Sendable (SlashCommand, BotContext) async throws -> Void
    ) -> Listener {
        Listener("command \(name.wording)") { reception in
            guard case .command(let used) = reception.kind, name.matches(used),
                let interaction = reception.interaction
            else { return nil }
            let command = SlashCommand(name: used, interaction)
            return { context in try await body(command, context) }
        }
    }

    /// Listens to a button, a menu or another element that somebody used.
    ///
    /// Slack may tell of several elements at once; the first that matches counts.
    ///
    /// - Parameters:
    ///   - id: The element's `action_id`.
    ///   - block: The `block_id` of the block that it is in.
    public static func action(
        _ id: NamePattern,
        block: NamePattern = .any,
        do body: @escaping @Sendable (BlockAction, BotContext) async throws -> Void
    ) -> Listener {
        Listener("action \(id.wording)") { reception in
            guard let interaction = reception.interaction(.action) else { return nil }
            let actions = BlockAction.all(in: interaction)
            let found = actions.first { id.matches($0.actionID) && block.matches($0.blockID) }
            guard let found else { return nil }
            return { context in try await body(found, context) }
        }
    }

    /// Listens to the submission of a modal.
    ///
    /// Until it is acknowledged the modal stays, and after three seconds Slack says that something went wrong: say what is
    /// to become of it by ``BotContext/acknowledge(_:)``; without that it closes when the listener returns.
    ///
    /// - Parameter callbackID: The view's `callback_id`.
    public static func view(
        _ callbackID: NamePattern,
        do body: @escaping @Sendable (ViewSubmission, BotContext) async throws -> Void
    ) -> Listener {
        Listener("view \(callbackID.wording)") { reception in
            guard let interaction = reception.interaction(.submission) else { return nil }
            let submission = ViewSubmission(interaction)
            guard callbackID.matches(submission.view.callbackID) else { return nil }
            return { context in try await body(submission, context) }
        }
    }

    /// Listens to the closing of a modal that was opened with `notify_on_close`.
    ///
    /// - Parameter callbackID: The view's `callback_id`.
    public static func viewClosed(
        _ callbackID: NamePattern,
        do body: @escaping @Sendable (ViewClosing, BotContext) async throws -> Void
    ) -> Listener {
        Listener("view closed \(callbackID.wording)") { reception in
            guard let interaction = reception.interaction(.closing) else { return nil }
            let closing = ViewClosing(interaction)
            guard callbackID.matches(closing.view.callbackID) else { return nil }
            return { context in try await body(closing, context) }
        }
    }

    /// Listens to a shortcut, of the workspace or of a message.
    ///
    /// - Parameter callbackID: The shortcut's `callback_id`.
    public static func shortcut(
        _ callbackID: NamePattern,
        do body: @escaping @Sendable (Shortcut, BotContext) async throws -> Void
    ) -> Listener {
        Listener("shortcut \(callbackID.wording)") { reception in
            guard let interaction = reception.interaction(.shortcut),
                callbackID.matches(interaction.callbackID)
            else { return nil }
            let shortcut = Shortcut(interaction)
            return { context in try await body(shortcut, context) }
        }
    }

    /// Listens to a menu with an external source that asks what there is to choose from.
    ///
    /// It is answered by ``BotContext/acknowledge(_:)`` with ``EnvelopeAnswer/options(_:)``, within three seconds.
    ///
    /// - Parameters:
    ///   - id: The menu's `action_id`.
    ///   - block: The `block_id` of the block that it is in.
    public static func options(
        _ id: NamePattern,
        block: NamePattern = .any,
        do body: @escaping @Sendable (OptionsQuery, BotContext) async throws -> Void
    ) -> Listener {
        Listener("options \(id.wording)") { reception in
            guard let interaction = reception.interaction(.options) else { return nil }
            let query = OptionsQuery(interaction)
            guard id.matches(query.actionID), block.matches(query.blockID) else { return nil }
            return { context in try await body(query, context) }
        }
    }

    /// Listens to interactions of any kind by their type, for example `dialog_submission`.
    public static func interaction(
        _ type: NamePattern,
        do body: @escaping @Sendable (Interaction, BotContext) async throws -> Void
    ) -> Listener {
        Listener("interaction \(type.wording)") { reception in
            guard let interaction = reception.interaction, type.matches(reception.event.type) else {
                return nil
            }
            return { context in try await body(interaction, context) }
        }
    }
}
