extension WebAPIError: CustomStringConvertible {
    /// One sentence: what failed, and what to do next.
    public var description: String { "\(method) failed: \(kind.wording)" }
}

extension WebAPIError.Kind {
    fileprivate var wording: String {
        switch self {
        case .slack(let error):
            return error.wording
        case .rateLimited(let wait):
            guard let wait else { return "Slack asks for fewer calls; wait before the next one" }
            return
                "Slack asks for fewer calls; wait \(wait.components.seconds) s before the next one"
        case .notJSON(let status, let looksLikeHTML, let excerpt):
            let what = looksLikeHTML ? "a page of HTML" : "something that is no JSON object"
            let beginning = excerpt.isEmpty ? "an empty body" : "it begins '\(excerpt)'"
            return "status \(status) with \(what) (\(beginning)); "
                + "check that the base URL is Slack's or your server's, or try again later"
        case .status(let status):
            return "HTTP status \(status); \(status >= 500 ? "try again later" : "check the URL")"
        }
    }
}

extension WebAPIError.SlackError {
    fileprivate var wording: String {
        var sentence = code.isEmpty ? "Slack gave no error code" : code
        if !messages.isEmpty { sentence += " (\(messages.joined(separator: "; ")))" }
        if let nextStep { sentence += "; \(nextStep)" }
        return sentence
    }

    /// What to do about the codes that a new bot meets first.
    private var nextStep: String? {
        switch code {
        case "not_authed":
            "the call carried no token: set SLACK_BOT_TOKEN"
        case "invalid_auth":
            "the token is not valid here: copy it again from the app's settings"
        case "account_inactive", "token_revoked", "token_expired":
            "the token is no longer valid: install the app again and set the new token"
        case "not_allowed_token_type":
            "the method takes another kind of token: RTM a classic bot's, "
                + "apps.connections.open an app-level one (xapp-)"
        case "missing_scope":
            "add the scope \(needed ?? "it needs") to the app and install it again"
                + (provided.map { " (the token has: \($0))" } ?? "")
        case "not_in_channel":
            "invite the bot to the channel"
        case "channel_not_found":
            "check the channel's id, and that the bot may see the channel"
        case "method_deprecated", "unknown_method":
            "check the method's name at docs.slack.dev/reference/methods"
        case "ratelimited", "rate_limited":
            "wait before the next call"
        case "migration_in_progress":
            "the workspace is being moved: try again later"
        case "internal_error", "fatal_error", "service_unavailable", "request_timeout":
            "try again later"
        default: nil
        }
    }
}
