import SlackWire

extension BotError: CustomStringConvertible {
    /// One sentence: what failed, where, and what to do next.
    public var description: String {
        switch kind {
        case .missingToken(.bot):
            "There is no bot token: set SLACK_BOT_TOKEN to the token that begins with xoxb-."
        case .missingToken(.app):
            "There is no app-level token, and Socket Mode needs one: set SLACK_APP_TOKEN to the token"
                + " that begins with xapp- and has the scope connections:write."
        case .refused(let method, let code):
            "Slack refused \(method) with \(code): \(Self.advice(for: code, method: method))."
        case .socketModeDisabled:
            "Slack closed the connection with link_disabled: switch on Socket Mode in the app's"
                + " settings."
        case .transport(let failure):
            "The connection cannot be had: \(failure.message)"
        case .unreachable(let attempts, let last):
            "Slack could not be reached in \(attempts) attempts in a row; the last one failed with:"
                + " \(last)"
        case .backlogFull(let event, let capacity):
            "Event \(event) found \(capacity) events waiting, which is the capacity of the queue: give"
                + " the queue more room, let it drop or wait, or make the handler faster."
        }
    }

    private static func advice(for code: String, method: String) -> String {
        let variable = method == "apps.connections.open" ? "SLACK_APP_TOKEN" : "SLACK_BOT_TOKEN"
        return switch code {
        case "not_allowed_token_type" where variable == "SLACK_APP_TOKEN":
            "set SLACK_APP_TOKEN to an app-level token, which begins with xapp-"
        case "not_allowed_token_type":
            "RTM needs the token of a classic app; for a newer app use Socket Mode"
        case "missing_scope", "no_permission":
            "give the token in \(variable) the scope that the method needs, and install the app again"
        case "account_inactive", "token_revoked", "token_expired":
            "the token in \(variable) is no longer valid; install the app again and set the new one"
        case "invalid_auth", "not_authed":
            "set \(variable) to a token of this workspace"
        case "method_deprecated", "deprecated_endpoint", "unknown_method":
            "this connection is no longer offered; use Socket Mode"
        default:
            "see docs.slack.dev/reference/methods/\(method)"
        }
    }
}
