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
    /// Slack's own words for "try again" (docs.slack.dev, errors of rtm.connect, apps.connections.open
    /// and auth.test); every other refusal is final.
    private static let passing: Set<String> = [
        "ratelimited", "rate_limited", "accesslimited", "internal_error", "fatal_error",
        "service_unavailable", "request_timeout", "migration_in_progress", "team_added_to_org",
        "too_many_websockets",
    ]

    /// Judges the failure of a call.
    init(_ error: WebAPIError) {
        switch error.kind {
        case .slack(let answer) where Self.passing.contains(answer.code):
            self = .transient(reason: error.description)
        case .slack(let answer):
            self = .fatal(BotError(.refused(method: error.method, code: answer.code)))
        case .rateLimited(let retryAfter):
            self = .transient(reason: error.description, retryAfter: retryAfter)
        case .status, .notJSON:
            self = .transient(reason: error.description)
        }
    }

    /// Judges the failure of a transport.
    init(_ failure: TransportFailure) {
        switch failure.kind {
        case .divergence, .invalidRequest:
            self = .fatal(BotError(.transport(failure)))
        case .tls:
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
