import SlackWire

/// What a call does to Slack, as far as later frames tell of it.
enum CallEffects {
    /// Methods that only look: what they answer with was there before.
    private static let lookingVerbs: Set<String> = [
        "list", "history", "replies", "info", "test", "members", "counts", "identity", "messages",
        "all", "files", "lookupByEmail", "search", "get", "connect", "start",
    ]

    /// Whether a method only looks.
    static func isLooking(_ target: WebAPICall.Target) -> Bool {
        guard case .method(let name) = target, let verb = name.split(separator: ".").last else {
            return false
        }
        return lookingVerbs.contains(String(verb))
    }

    /// The things that an answer says the call made or changed.
    static func references(
        in answer: WebAPIAnswer,
        to target: WebAPICall.Target,
        arguments: WebAPIArguments
    ) -> [SlackReference] {
        guard !isLooking(target), answer.body.first == UInt8(ascii: "{"),
            let value = try? JSONValue(parsing: answer.body), value["ok"]?.bool != false
        else { return [] }
        let channel = value["channel"]?.string ?? arguments["channel"]?.string
        var found = [value["ts"], value["message_ts"], value["message"]?["ts"]]
            .compactMap { $0?.string }
            .map { SlackReference(kind: .message, id: $0, channel: channel) }
        let files =
            [value["file_id"], value["file"]?["id"]]
            + (value["files"]?.array ?? []).prefix(64).map { $0["id"] }
        found += files.compactMap { $0?.string }.map { SlackReference(kind: .file, id: $0) }
        if let view = value["view"]?["id"]?.string {
            found.append(SlackReference(kind: .view, id: view))
        }
        return found
    }

    /// The act that a call is, where its answer will name nothing.
    static func act(of target: WebAPICall.Target, arguments: WebAPIArguments) -> MessageAct? {
        guard case .method(let name) = target, let event = events[name],
            let ts = arguments["timestamp"]?.string
        else { return nil }
        return MessageAct(event: event, ts: ts, reaction: arguments["name"]?.string)
    }

    private static let events = [
        "reactions.add": "reaction_added",
        "reactions.remove": "reaction_removed",
        "pins.add": "pin_added",
        "pins.remove": "pin_removed",
        "stars.add": "star_added",
        "stars.remove": "star_removed",
    ]

    /// The user that a bot turns out to be, from `auth.test`, `rtm.connect` and `rtm.start`.
    static func ownUser(in answer: WebAPIAnswer, to target: WebAPICall.Target) -> String? {
        guard case .method(let name) = target else { return nil }
        switch name {
        case "auth.test": return (try? answer.json())?["user_id"]?.string
        case "rtm.connect", "rtm.start": return (try? answer.json())?["self"]?["id"]?.string
        default: return nil
        }
    }
}
