import SlackWire

/// What stands for what in one run: values that the bot brings itself, other than those that the recorded bot
/// brought, such as its tokens and client secrets.
///
/// The first sight of a value binds it, both ways, for the whole run. What Slack gave is never bound: it comes
/// back as it was given.
struct Bindings: Sendable {
    /// A set of values that are told apart among themselves.
    private struct Table: Sendable {
        /// The recorded values: a bot that brings one of them means that one.
        let originals: Set<String>
        /// Values that may stand for one recorded value and no other, before they do; another value may stand for that as well.
        var reserved: [String: String] = [:]
        var actual: [String: String] = [:]
        var recorded: [String: String] = [:]

        /// Whether a value may stand for a recorded one.
        func allows(_ value: String, for original: String) -> Bool {
            guard value == original || !originals.contains(value),
                reserved[value, default: original] == original
            else { return false }
            return switch (actual[original], recorded[value]) {
            case (nil, nil): true
            case (let bound?, let owner?): bound == value && owner == original
            default: false
            }
        }

        mutating func bind(_ value: String, to original: String) {
            actual[original] = value
            recorded[value] = original
        }
    }

    private var secrets: Table
    private var tokens: Table

    /// Nothing is bound yet.
    ///
    /// - Parameters:
    ///   - secrets: The recorded placeholders of what the bot brought itself.
    ///   - tokens: The recorded tokens.
    init(secrets: Set<String>, tokens: Set<String>) {
        self.secrets = Table(originals: secrets)
        self.tokens = Table(originals: tokens)
    }

    /// Makes each of `tokens` good for the recorded one behind it, and for no other.
    mutating func reserve(tokens: [String: String]) {
        self.tokens.reserved = tokens
    }

    /// Whether an action with these values may stand for a recorded one with those.
    func allow(_ action: Variables, for original: Variables) -> Bool {
        bound(action, for: original) != nil
    }

    /// Whether a value that the bot brings may stand for a recorded one.
    func allowSecret(_ value: String, for original: String) -> Bool {
        secrets.allows(value, for: original)
    }

    /// Binds the values of an action that stands for a recorded one; nothing if it may not.
    mutating func bind(_ action: Variables, to original: Variables) {
        if let bound = bound(action, for: original) { self = bound }
    }

    /// The recorded value that one of the bot's stands for, if it is known.
    func original(of secret: String) -> String? { secrets.recorded[secret] }

    /// Whether the token of a call may stand for that of a recorded one.
    ///
    /// It must be of the same kind: Slack refuses most methods to a token of another. Where none was sent none is: it would go
    /// to whoever has the other end of a webhook. Of a recording without any token nobody knows.
    func allowToken(_ action: Variables, for original: Variables) -> Bool {
        guard let recorded = original.token else {
            return action.token == nil || tokens.originals.isEmpty
        }
        guard let token = action.token else { return false }
        guard !original.isTokenGiven else { return token == recorded }
        return SlackToken(token).mayStand(for: SlackToken(recorded))
            && tokens.allows(token, for: recorded)
    }

    /// The tokens that the bot brought itself, each with the recorded one that it stands for.
    var ownTokens: [String: String] { tokens.recorded }

    private func bound(_ action: Variables, for original: Variables) -> Bindings? {
        guard action.secrets.count == original.secrets.count,
            allowToken(action, for: original)
        else { return nil }
        var bound = self
        for (value, recorded) in zip(action.secrets, original.secrets) {
            guard bound.secrets.allows(value, for: recorded) else { return nil }
            bound.secrets.bind(value, to: recorded)
        }
        if let recorded = original.token, !original.isTokenGiven, let token = action.token {
            bound.tokens.bind(token, to: recorded)
        }
        return bound
    }
}

/// What is variable in an action: nothing of it is ever printed.
struct Variables: Sendable, Hashable {
    /// The placeholders of what the bot brings itself, in the order in which they stand.
    var secrets: [String] = []
    /// The token that it carries.
    var token: String?
    /// Whether Slack gave the token, so that it comes back as it was given.
    var isTokenGiven = false
}

extension SlackToken {
    /// What the token is good for, as its prefix says: that of an app, of a bot, of a person; empty if it says nothing.
    ///
    /// Whether it is rotated (`xoxe.`) makes no difference to that.
    var kind: String {
        let rotated = "xoxe."
        return prefix.hasPrefix(rotated) ? String(prefix.dropFirst(rotated.count)) : prefix
    }

    /// Whether it may be good for what the other was good for; nobody knows of one whose kind cannot be told.
    fileprivate func mayStand(for other: SlackToken) -> Bool {
        kind.isEmpty || other.kind.isEmpty || kind == other.kind
    }
}
