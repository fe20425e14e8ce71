import SlackWire

extension World {
    /// Finds out who calls.
    ///
    /// - Returns: The id of the user whose token it is.
    func identify(_ call: WebAPICall, for method: Method) throws(MethodError) -> String {
        let bot = configuration.bot.userID
        let isMalformed = Self.isMalformed(authorization: call.headers["authorization"] ?? "")
        if isMalformed, method.access != .anybody { throw MethodError("invalid_auth") }
        guard let token = call.token else {
            if case .anybody = method.access { return bot }
            throw MethodError("not_authed")
        }
        let secret = token.secret
        if let refusal = configuration.refusedTokens[secret] { throw MethodError(refusal) }
        if case .anybody = method.access { return bot }
        guard let kind = TokenKind(secret) else { throw MethodError("invalid_auth") }
        if (kind == .app) != (method.access == .app) { throw MethodError("not_allowed_token_type") }
        if let owner = configuration.tokenOwners[secret] {
            guard people[owner] != nil else { throw MethodError("account_inactive") }
            return owner
        }
        switch kind {
        case .bot, .app: return bot
        case .person: return firstPerson?.id ?? bot
        }
    }

    /// Whether a header names `Bearer`, and not one token behind one blank.
    private static func isMalformed(authorization: String) -> Bool {
        let words = authorization.split(separator: " ", omittingEmptySubsequences: false)
        guard words.first?.lowercased() == "bearer" else { return false }
        return words.count != 2 || words[1].isEmpty
    }

    /// The person who installed the app.
    private var firstPerson: SlackWorkspace.Person? {
        people.values.first { !$0.isBot && !$0.isDeleted && $0.id != "USLACKBOT" }
    }
}

/// What a token's prefix says (docs.slack.dev/authentication/tokens).
enum TokenKind: Sendable {
    /// A bot's.
    case bot
    /// An app's.
    case app
    /// Somebody's own: a user token, a legacy one, or one of a browser's session.
    case person

    /// Reads the prefix; `nil` for what cannot be a token.
    init?(_ token: String) {
        let token = token.hasPrefix("xoxe.") ? token.dropFirst("xoxe.".count) : token[...]
        guard let dash = token.firstIndex(of: "-"), token[dash...].count > 1 else { return nil }
        switch token[..<dash] {
        case "xoxb", "xwfp": self = .bot
        case "xapp": self = .app
        case "xoxp", "xoxc", "xoxs", "xoxo", "xoxa", "xoxr": self = .person
        default: return nil
        }
    }
}
