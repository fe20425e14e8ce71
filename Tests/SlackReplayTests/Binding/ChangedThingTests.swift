import SlackWire
import Testing

@testable import SlackReplay

/// What is known of the methods of which the order matters, against what is documented of them.
@Suite struct ChangedThingTests {
    /// The last parts of the names of methods that change nothing, or that make something new.
    private static let harmless: Set<String> = [
        // Reads.
        "list", "history", "replies", "info", "test", "members", "identity", "get", "getPresence",
        "getPermalink", "lookupByEmail", "all", "files", "messages", "context", "search", "lookup",
        "activity", "metadata", "getFile", "getItem", "getEntities", "getTeams", "getExpiration",
        "getConversationPrefs", "getCustomRetention", "getSettings", "getCanvas", "getContent",
        "listChannels", "listGroups", "listAssignments", "listViews", "listConnectInvites",
        "listOriginalConnectedChannelInfo", "bulkGet", "count", "query", "export", "validate",
        "accessLogs", "billableInfo", "integrationLogs", "teamInfo", "userInfo", "conversations",
        // What they make is known by an id that Slack gives.
        "create", "createForObjects", "postMessage", "postEphemeral", "meMessage",
        "scheduleMessage", "startStream", "open", "push", "upload", "getUploadURLExternal",
        "connect", "start", "requestAuth", "exchange", "access", "token", "rotate", "invite",
        // Their order is asked for elsewhere: of texts in pieces, of uploads, of a channel as a whole.
        "appendStream", "stopStream", "completeUploadExternal", "join", "leave", "close",
        "archive", "unarchive",
        // Once is as good as twice, and nothing undoes it.
        "revoke", "delete", "uninstall", "reset", "resetBulk", "invalidate", "updateItem",
        "unpublish", "presentComments", "presentDetails", "acknowledgeCommentAction",
    ]

    @Test func `Every documented method is known to change something, or to need no order`() {
        let unknown = WebAPIMethod.documented.map(\.name).filter { name in
            let verb = name.split(separator: ".").last.map(String.init) ?? ""
            return ChangedThing.byMethod[name] == nil && !Self.harmless.contains(verb)
        }
        // `bookmarks.add` and its like make something new, which others of that verb do not.
        #expect(unknown.sorted() == ["bookmarks.add", "calls.add", "reminders.add"])
    }

    @Test func `What tells things apart is documented as an argument`() {
        var wrong: [String] = []
        for (name, things) in ChangedThing.byMethod {
            guard let method = WebAPIMethod.named(name) else {
                wrong.append("\(name) is not documented")
                continue
            }
            let arguments = Set(method.requiredArguments + method.optionalArguments)
            for part in things.flatMap(\.parts) {
                let names =
                    switch part {
                    case .argument(let names), .optional(let names): names
                    case .members(let argument, _), .names(let argument): [argument]
                    }
                if arguments.isDisjoint(with: names) { wrong.append("\(name): \(names)") }
            }
        }
        #expect(wrong.sorted() == [])
    }
}
