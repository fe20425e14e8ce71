import SlackWire

/// Why an attempt to connect failed, and whether another can succeed.
enum ConnectionFailure: Sendable, Hashable {
    /// Trying again can help.
    case transient(reason: String, retryAfter: Duration? = nil)
    /// Trying again cannot help.
    case fatal(BotError)
    /// Trying again cannot help a bot that never was connected; one that was may see it pass.
    case fatalAtFirst(BotError)
}

extension ConnectionFailure {
    /// What no attempt will ever change: the codes on which the clients of Slack's own agree.
    private static let final: Set<String> = [
        "not_authed", "invalid_auth", "account_inactive", "user_removed_from_team", "team_disabled",
    ]

    /// What is wrong with how the bot was set up (docs.slack.dev, errors of rtm.connect, apps.connections.open and
    /// auth.test): whoever starts it should hear of it, and a bot that ran already waits until it is put right.
    private static let setUp: Set<String> = [
        "not_allowed_token_type", "missing_scope", "no_permission", "access_denied",
        "ekm_access_denied",
        "enterprise_is_restricted", "org_login_required", "two_factor_setup_required",
        "forbidden_team",
        "token_revoked", "token_expired", "method_deprecated", "deprecated_endpoint",
        "unknown_method",
        "missing_args", "missing_argument", "invalid_arguments", "invalid_arg_name",
        "invalid_charset",
        "invalid_form_data", "invalid_post_type", "missing_post_type", "insecure_request", "is_bot",
        "user_is_bot", "user_is_restricted",
    ]

    /// Judges the failure of a call.
    init(_ error: WebAPIError) {
        switch error.kind {
        case .slack(let answer) where Self.final.contains(answer.code):
            self = .fatal(BotError(.refused(method: error.method, code: answer.code)))
        case .slack(let answer) where Self.setUp.contains(answer.code):
            self = .fatalAtFirst(BotError(.refused(method: error.method, code: answer.code)))
        case .slack:
            // A code that nobody has heard of ends no bot that has run for weeks, nor one that starts just now.
            self = .transient(reason: error.description)
        case .rateLimited(let retryAfter):
            self = .transient(reason: error.description, retryAfter: retryAfter)
        case .status, .notJSON:
            self = .transient(reason: error.description)
        }
    }

    /// Judges the failure of a transport.
    init(_ failure: TransportFailure) {
        switch failure.kind {
        case .divergence:
            self = .fatal(BotError(.transport(failure)))
        case .tls, .invalidRequest:
            self = .fatalAtFirst(BotError(.transport(failure)))
        case .connect, .timeout, .cancelled, .protocolViolation, .upgradeRefused, .closed, .io:
            self = .transient(reason: failure.message)
        }
    }

    /// Judges whatever a call threw.
    init(_ error: any Error) {
        switch error {
        case let error as WebAPIError: self.init(error)
        case let failure as TransportFailure: self.init(failure)
        default: self = .transient(reason: String(describing: error))
        }
    }
}
