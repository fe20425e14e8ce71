extension ChangedThing {
    /// What a method changes, by its name; what only makes something new is not among them, since nothing else is about that
    /// until Slack has told its id.
    ///
    /// (docs.slack.dev/reference/methods; a test asks that each documented method is here, reads, or makes something new.)
    static let byMethod: [String: [ChangedThing]] = {
        var things: [String: [ChangedThing]] = [:]
        for (thing, methods) in messages + conversations + files + people + apps + administration {
            for method in methods { things[method, default: []].append(thing) }
        }
        return things
    }()

    private typealias Table = [(ChangedThing, [String])]

    private static let channel = Part.argument("channel", "channel_id")

    private static let messages: Table = [
        (ChangedThing("content", [channel, .argument("ts")]), ["chat.update", "chat.delete"]),
        (
            ChangedThing(
                "unfurl",
                [
                    .argument("channel", "unfurl_id"), .argument("ts", "source"),
                    .names(of: "unfurls"),
                ]
            ),
            ["chat.unfurl"]
        ),
        (
            ChangedThing("reaction", [channel, .argument("timestamp"), .argument("name")]),
            ["reactions.add", "reactions.remove"]
        ),
        (ChangedThing("pin", [channel, .argument("timestamp")]), ["pins.add", "pins.remove"]),
        (
            ChangedThing(
                "star",
                [.optional("channel"), .argument("timestamp", "file_comment", "file", "channel")]
            ),
            ["stars.add", "stars.remove"]
        ),
        (
            ChangedThing("reminder", [.argument("reminder")]),
            ["reminders.complete", "reminders.delete"]
        ),
        (
            ChangedThing("scheduled message", [.argument("scheduled_message_id")]),
            ["chat.deleteScheduledMessage"]
        ),
    ]

    private static let conversations: Table = [
        (ChangedThing("topic", [channel]), ["conversations.setTopic"]),
        (ChangedThing("purpose", [channel]), ["conversations.setPurpose"]),
        (ChangedThing("name", [channel]), ["conversations.rename", "admin.conversations.rename"]),
        (ChangedThing("mark", [channel]), ["conversations.mark"]),
        (
            ChangedThing("member", [channel, .argument("users", "user", "user_ids")]),
            [
                "conversations.invite", "conversations.kick", "conversations.inviteShared",
                "admin.conversations.invite",
            ]
        ),
        (
            ChangedThing("invitation", [.argument("invite_id", "channel_name")]),
            [
                "conversations.acceptSharedInvite", "conversations.approveSharedInvite",
                "conversations.declineSharedInvite", "conversations.requestSharedInvite.approve",
                "conversations.requestSharedInvite.deny",
            ]
        ),
        (
            ChangedThing("permission to invite", [channel, .argument("target_team")]),
            ["conversations.externalInvitePermissions.set"]
        ),
        (ChangedThing("other team", [.argument("target_team")]), ["team.externalTeams.disconnect"]),
        (
            ChangedThing("bookmark", [channel, .argument("bookmark_id")]),
            ["bookmarks.edit", "bookmarks.remove"]
        ),
        (ChangedThing("view", [.argument("view_id", "external_id")]), ["views.update"]),
        (ChangedThing("home", [.argument("user_id")]), ["views.publish"]),
        (
            ChangedThing("status", [channel, .optional("thread_ts")]),
            ["assistant.threads.setStatus", "agents.sessions.setStatus"]
        ),
        (
            ChangedThing("title", [channel, .optional("thread_ts")]),
            ["assistant.threads.setTitle", "agents.sessions.rename"]
        ),
        (
            ChangedThing("prompts", [channel, .optional("thread_ts")]),
            ["assistant.threads.setSuggestedPrompts"]
        ),
        (ChangedThing("commands", [channel]), ["agents.conversations.setCommands"]),
        (ChangedThing("properties", [channel]), ["agents.conversations.setProperties"]),
        (
            ChangedThing("view of a channel", [channel, .optional("view_key", "view_id")]),
            ["agents.conversations.setView", "agents.conversations.removeView"]
        ),
    ]

    private static let files: Table = [
        (
            ChangedThing("canvas", [.argument("canvas_id")]),
            ["canvases.edit", "canvases.delete", "agents.conversations.setCanvasContent"]
        ),
        (
            ChangedThing(
                "access",
                [.argument("canvas_id", "list_id"), .argument("user_ids", "channel_ids")]
            ),
            [
                "canvases.access.set", "canvases.access.delete", "slackLists.access.set",
                "slackLists.access.delete",
            ]
        ),
        (
            ChangedThing(
                "cell",
                [.argument("list_id"), .members(of: "cells", ["row_id", "column_id"])]
            ),
            ["slackLists.items.update"]
        ),
        (
            ChangedThing("row", [.argument("list_id"), .argument("id", "ids")]),
            ["slackLists.items.delete", "slackLists.items.deleteMultiple"]
        ),
        (ChangedThing("list", [.argument("id")]), ["slackLists.update"]),
        (
            ChangedThing("shared file", [.argument("file")]),
            ["files.delete", "files.sharedPublicURL", "files.revokePublicURL"]
        ),
        (
            ChangedThing("remote file", [.argument("external_id", "file")]),
            [
                "files.remote.add", "files.remote.update", "files.remote.remove",
                "files.remote.share",
            ]
        ),
        (
            ChangedThing("comment", [.argument("file"), .argument("id")]),
            ["files.comments.delete"]
        ),
    ]

    private static let people: Table = [
        (ChangedThing("presence"), ["users.setPresence", "users.setActive"]),
        (ChangedThing("profile", [.optional("user")]), ["users.profile.set"]),
        (ChangedThing("photo"), ["users.setPhoto", "users.deletePhoto"]),
        (ChangedThing("snooze"), ["dnd.setSnooze", "dnd.endSnooze", "dnd.endDnd"]),
        (
            ChangedThing("group", [.argument("usergroup")]),
            [
                "usergroups.update", "usergroups.users.update", "usergroups.enable",
                "usergroups.disable",
            ]
        ),
        (ChangedThing("call", [.argument("id")]), ["calls.update", "calls.end"]),
        (
            ChangedThing("participants", [.argument("id"), .argument("users")]),
            ["calls.participants.add", "calls.participants.remove"]
        ),
    ]

    private static let apps: Table = [
        (
            ChangedThing("item", [.argument("datastore"), .members(of: "item", ["id"])]),
            ["apps.datastore.put", "apps.datastore.update"]
        ),
        (
            ChangedThing("item", [.argument("datastore"), .argument("id")]),
            ["apps.datastore.delete"]
        ),
        (
            ChangedThing("items", [.argument("datastore"), .members(of: "items", ["id"])]),
            ["apps.datastore.bulkPut"]
        ),
        (
            ChangedThing("item ids", [.argument("datastore"), .argument("ids")]),
            ["apps.datastore.bulkDelete"]
        ),
        (ChangedThing("icon", [.optional("app_id")]), ["apps.icon.set"]),
        (
            ChangedThing("manifest", [.argument("app_id")]),
            ["apps.manifest.update", "apps.manifest.delete"]
        ),
        (ChangedThing("app permissions", [.argument("app_id")]), ["apps.managed.permissions.set"]),
        (ChangedThing("connection", [.argument("user_id")]), ["apps.user.connection.update"]),
        (
            ChangedThing("connections", [.optional("connected_user_ids")]),
            ["apps.user.connection.bulkUpdate"]
        ),
        (
            ChangedThing("skill", [.argument("skill_id")]),
            [
                "slackbot.skills.update", "slackbot.skills.delete", "slackbot.skills.library.add",
                "slackbot.skills.library.remove", "admin.slackbot.skills.setAutoEnabled",
            ]
        ),
        (
            ChangedThing("distribution", [.argument("function_id", "function_callback_id")]),
            [
                "functions.distributions.permissions.add",
                "functions.distributions.permissions.remove",
                "functions.distributions.permissions.set",
            ]
        ),
        (
            ChangedThing("featured", [channel]),
            ["workflows.featured.add", "workflows.featured.remove", "workflows.featured.set"]
        ),
        (
            ChangedThing("trigger permissions", [.argument("trigger_id")]),
            [
                "workflows.triggers.permissions.add", "workflows.triggers.permissions.remove",
                "workflows.triggers.permissions.set",
            ]
        ),
        (
            ChangedThing("outcome of a step", [.argument("function_execution_id")]),
            ["functions.completeSuccess", "functions.completeError"]
        ),
    ]

    private static let administration: Table = [
        (
            ChangedThing("channel's state", [.argument("channel_id")]),
            [
                "admin.conversations.archive", "admin.conversations.unarchive",
                "admin.conversations.delete",
            ]
        ),
        (
            ChangedThing("channel's kind", [.argument("channel_id")]),
            ["admin.conversations.convertToPrivate", "admin.conversations.convertToPublic"]
        ),
        (
            ChangedThing("channel's settings", [.argument("channel_id")]),
            ["admin.conversations.setConversationPrefs"]
        ),
        (
            ChangedThing("retention", [.argument("channel_id")]),
            [
                "admin.conversations.setCustomRetention",
                "admin.conversations.removeCustomRetention",
            ]
        ),
        (
            ChangedThing("channel's teams", [.argument("channel_id")]),
            ["admin.conversations.setTeams", "admin.conversations.disconnectShared"]
        ),
        (
            ChangedThing("channel's group", [.argument("channel_id"), .argument("group_id")]),
            [
                "admin.conversations.restrictAccess.addGroup",
                "admin.conversations.restrictAccess.removeGroup",
            ]
        ),
        (
            ChangedThing("app's approval", [.argument("app_id", "request_id")]),
            [
                "admin.apps.approve", "admin.apps.restrict", "admin.apps.clearResolution",
                "admin.apps.uninstall", "admin.apps.requests.cancel",
            ]
        ),
        (ChangedThing("app's settings", [.argument("app_id")]), ["admin.apps.config.set"]),
        (
            ChangedThing("app's users", [.argument("app_id")]),
            [
                "admin.apps.permissions.add", "admin.apps.permissions.remove",
                "admin.apps.permissions.set",
            ]
        ),
        (
            ChangedThing("server's users", [.argument("app_id"), .argument("server_id")]),
            ["admin.apps.mcp.servers.permissions.set"]
        ),
        (
            ChangedThing("policy", [.argument("policy_name"), .argument("entity_ids")]),
            ["admin.auth.policy.assignEntities", "admin.auth.policy.removeEntities"]
        ),
        (
            ChangedThing("barrier", [.argument("barrier_id")]),
            ["admin.barriers.update", "admin.barriers.delete"]
        ),
        (
            ChangedThing("emoji", [.argument("name")]),
            ["admin.emoji.add", "admin.emoji.addAlias", "admin.emoji.remove", "admin.emoji.rename"]
        ),
        (ChangedThing("function", [.argument("function_id")]), ["admin.functions.permissions.set"]),
        (
            ChangedThing("request to invite", [.argument("invite_request_id")]),
            ["admin.inviteRequests.approve", "admin.inviteRequests.deny"]
        ),
        (
            ChangedThing(
                "role",
                [.argument("role_id"), .argument("entity_ids"), .argument("user_ids")]
            ),
            ["admin.roles.addAssignments", "admin.roles.removeAssignments"]
        ),
        (
            ChangedThing("team's channels", [.argument("team_id")]),
            ["admin.teams.settings.setDefaultChannels"]
        ),
        (
            ChangedThing("team's description", [.argument("team_id")]),
            ["admin.teams.settings.setDescription"]
        ),
        (
            ChangedThing("team's visibility", [.argument("team_id")]),
            ["admin.teams.settings.setDiscoverability"]
        ),
        (ChangedThing("team's icon", [.argument("team_id")]), ["admin.teams.settings.setIcon"]),
        (ChangedThing("team's name", [.argument("team_id")]), ["admin.teams.settings.setName"]),
        (
            ChangedThing(
                "group's channels",
                [.argument("usergroup_id"), .argument("channel_ids")]
            ),
            ["admin.usergroups.addChannels", "admin.usergroups.removeChannels"]
        ),
        (
            ChangedThing("group's teams", [.argument("usergroup_id"), .argument("team_ids")]),
            ["admin.usergroups.addTeams", "admin.usergroups.removeTeams"]
        ),
        (
            ChangedThing("person's place", [.argument("user_id"), .argument("team_id")]),
            [
                "admin.users.assign", "admin.users.remove", "admin.users.setAdmin",
                "admin.users.setOwner", "admin.users.setRegular", "admin.users.setExpiration",
            ]
        ),
        (
            ChangedThing("session's settings", [.argument("user_ids")]),
            ["admin.users.session.setSettings", "admin.users.session.clearSettings"]
        ),
        (
            ChangedThing(
                "collaborators",
                [.argument("workflow_ids"), .argument("collaborator_ids")]
            ),
            ["admin.workflows.collaborators.add", "admin.workflows.collaborators.remove"]
        ),
        (
            ChangedThing("channels", [.argument("channel_ids")]),
            [
                "admin.conversations.bulkArchive", "admin.conversations.bulkDelete",
                "admin.conversations.bulkMove", "admin.conversations.bulkSetProperties",
                "admin.conversations.bulkSetExcludeFromSlackAi",
            ]
        ),
        (
            ChangedThing("objects", [.argument("channel")]),
            ["admin.conversations.linkObjects", "admin.conversations.unlinkObjects"]
        ),
        (
            ChangedThing("published skills", [.argument("skill_ids")]),
            ["admin.slackbot.skills.publish", "admin.slackbot.skills.unpublish"]
        ),
        (
            ChangedThing("trigger types", [.argument("id")]),
            ["admin.workflows.triggers.types.permissions.set"]
        ),
    ]
}
