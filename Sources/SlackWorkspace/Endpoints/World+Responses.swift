import SlackWire

/// Answers of an app to an interaction (docs.slack.dev/interactivity/handling-user-interaction).
extension World {
    /// Gives out the address for answers to an interaction.
    mutating func responseURL(_ kind: String, _ response: ResponseURL) -> String {
        let number = identifiers.nextBits() % 900_000_000_000 + 100_000_000_000
        let path = "/\(kind)/\(team.id)/\(number)/\(identifiers.alphanumeric(width: 24))"
        responseURLs[path] = response
        return "https://hooks.slack.com\(path)"
    }

    /// Makes good what a payload of the script promises: its `trigger_id`, and its `response_url`s.
    mutating func honour(_ payload: JSONValue) {
        let user = payload["user_id"]?.string ?? payload["user"]?["id"]?.string ?? ""
        if let trigger = payload["trigger_id"]?.string {
            triggers[trigger] = Trigger(user: user, expiry: now + Trigger.lifetime)
        }
        let channel = payload["channel_id"]?.string ?? payload["channel"]?["id"]?.string
        var promised = [(payload["response_url"], channel)]
        promised += (payload["response_urls"]?.array ?? []).map { entry in
            (entry["response_url"], entry["channel_id"]?.string)
        }
        for (url, channel) in promised {
            guard let url = url?.string.flatMap({ WebAddress($0) }) else { continue }
            responseURLs[url.path] = ResponseURL(
                channel: channel ?? "",
                user: user,
                message: payload["container"]?["message_ts"]?.string
                    ?? payload["message"]?["ts"]?.string,
                expiry: now + ResponseURL.lifetime
            )
        }
    }

    /// Takes an answer that was sent to a `response_url`.
    mutating func receiveResponse(_ call: WebAPICall, path: String) -> WebAPIAnswer {
        guard let response = responseURLs[path] else {
            return Self.plain("no_service", status: 404)
        }
        if now > response.expiry { return Self.refusal("expired_url") }
        if response.used >= ResponseURL.uses { return Self.refusal("used_url") }
        guard let payload = Self.payload(of: call) else {
            return Self.plain("invalid_payload", status: 500)
        }
        responseURLs[path]?.used += 1
        return act(on: payload, response) ? Self.plain("ok") : Self.plain("no_text", status: 500)
    }

    private static func refusal(_ code: String) -> WebAPIAnswer {
        var answer = WebAPIAnswer(json: ["ok": false, "error": .string(code)])
        answer.status = 404
        return answer
    }

    /// Does what an answer says; false when it says nothing.
    private mutating func act(on payload: JSONValue, _ response: ResponseURL) -> Bool {
        if payload["delete_original"]?.bool == true, let ts = response.message {
            erase(ts, in: response.channel)
            return true
        }
        let bot = configuration.bot
        guard var content = hookContent(payload, bot: bot.botID) else { return false }
        if payload["replace_original"]?.bool == true, let ts = response.message {
            let changes = content.filter { ["text", "blocks", "attachments"].contains($0.name) }
            let edited = try? edit(ts, in: response.channel, by: bot.userID, changes: changes)
            return edited != nil
        }
        content["username"] = .string(bot.name)
        if payload["response_type"]?.string == "in_channel" {
            _ = post(content, in: response.channel, thread: payload["thread_ts"]?.string)
        } else {
            _ = whisper(content, to: response.user, in: response.channel)
        }
        return true
    }

    /// Acts on what the app put into its acknowledgement of an envelope: the answer to a command.
    mutating func respond(to envelope: String, with payload: JSONValue) {
        guard let response = envelopes.responses[envelope] else { return }
        envelopes.responses[envelope] = nil
        _ = act(on: payload, response)
    }

    /// Does with a submitted modal what the app's acknowledgement says; without a word it closes
    /// (docs.slack.dev/surfaces/modals, `response_action`).
    mutating func finish(_ submission: Submission, with payload: JSONValue?) {
        guard let view = views[submission.view] else { return }
        let definition = payload?["view"]
        switch payload?["response_action"]?.string {
        case "errors": break
        case "update": if let definition { _ = replace(view, with: definition) }
        case "push": if let definition { _ = show(definition, to: submission.user, over: view) }
        case "clear":
            for id in views.ids where views[id]?.user == submission.user {
                if views[id]?.type == "modal" { views[id] = nil }
            }
        default: views[view.id] = nil
        }
    }
}
