import SecretRedaction
import SessionRecording
import SlackWire

/// Stands in for the secrets of an environment, for a command that must not reach the real Slack.
///
/// What is made up has the shape of what it stands for, so that clients take it; the same secret has the same
/// stand-in wherever it stands. Nothing here is ever printed.
struct MadeUpTokens {
    /// Those that bots want to have, for an environment without.
    static let usual = [
        "SLACK_BOT_TOKEN": token("xoxb-", 1), "SLACK_APP_TOKEN": token("xapp-", 1),
    ]

    /// The same for a bot that brings a token of another kind where others bring that of a bot.
    static func usual(botKind kind: String) -> [String: String] {
        usual.merging(["SLACK_BOT_TOKEN": token(kind + "-", 1)]) { $1 }
    }

    private var known: [String: String] = [:]
    private var counts: [String: Int] = [:]

    private init() {}

    /// The environment with a stand-in for every token, wherever it stands; for what is a secret of Slack's by
    /// its variable's name; and for webhooks.
    ///
    /// - Parameter recorded: The tokens of a recorded environment: each of these variables has a stand-in for that one,
    ///   whether it is there or not.
    /// - Returns: The environment, and every stand-in for a token that it has.
    static func replacingSecrets(
        in environment: [String: String],
        for recorded: [String: String]
    ) -> (environment: [String: String], standIns: Set<String>) {
        var tokens = MadeUpTokens()
        let replaced = tokens.replacingSecrets(in: environment, for: recorded)
        return (replaced, Set(tokens.known.values))
    }

    /// The variables that hold a token, and nothing else.
    static func holders(in environment: [String: String]) -> [(variable: String, token: String)] {
        environment.sorted { $0.key < $1.key }.compactMap { name, value in
            var tokens: [String] = []
            _ = TokenText.replacing(in: value) { _, token in
                tokens.append(token)
                return token
            }
            return tokens == [value] ? (name, value) : nil
        }
    }

    /// Whether a token that nobody handed out is a piece of one that was, or one with something added to it: nobody else makes up
    /// such.
    static func resembles(_ token: String) -> Bool {
        let kind = SlackToken(token).prefix + "-"
        let stem = Self.token(kind, 1).dropLast(body.count)
        return token.hasPrefix(stem) || token.contains("-0-" + body)
    }

    private mutating func replacingSecrets(
        in environment: [String: String],
        for recorded: [String: String]
    ) -> [String: String] {
        for (name, token) in recorded.sorted(by: { $0.key < $1.key }) {
            let standIn = standIn(for: token, prefix: SlackToken(token).prefix + "-")
            if let own = environment[name], !own.isEmpty { known[own] = known[own] ?? standIn }
        }
        let environment = environment.merging(recorded) { $1 }
        // Who lacks one of the usual tokens is given it, and another token is another.
        for (name, token) in Self.usual where environment[name, default: ""].isEmpty {
            _ = TokenText.replacing(in: token) { prefix, token in
                counts[prefix] = 1
                return token
            }
        }
        var result = environment
        // In a fixed order, so that the numbers of the stand-ins are the same each time.
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) where !value.isEmpty {
            result[name] = replacingSecrets(in: value, of: name)
        }
        return result
    }

    private mutating func replacingSecrets(in value: String, of name: String) -> String {
        let text = TokenText.replacing(in: value) { prefix, token in
            standIn(for: token, prefix: prefix)
        }
        if text != value { return text }
        if let prefix = Self.prefix(ofVariable: name) { return standIn(for: value, prefix: prefix) }
        guard value.contains("hooks.slack") else { return value }
        return value.replacing(#/(hooks\.slack(?:-gov)?\.com\/)[A-Za-z0-9\/_+\-]+/#) { match in
            "\(match.1)services/T0/B0/replayed"
        }
    }

    private mutating func standIn(for secret: String, prefix: String) -> String {
        if let text = known[secret] { return text }
        let number = counts[prefix, default: 0] + 1
        counts[prefix] = number
        let text = Self.token(prefix, number)
        known[secret] = text
        return text
    }

    /// What a secret begins with that the variable's name tells; empty for one without a prefix, `nil` where the
    /// name tells of none.
    private static func prefix(ofVariable name: String) -> String? {
        let words = name.uppercased().split { !$0.isLetter && !$0.isNumber }
        guard name.uppercased().contains("SLACK"), let last = words.last else { return nil }
        switch last {
        case "TOKEN":
            if words.contains("APP") { return "xapp-" }
            if words.contains("USER"), !words.contains("BOT") { return "xoxp-" }
            if words.contains("REFRESH") { return "xoxe-" }
            return words.contains("VERIFICATION") ? "" : "xoxb-"
        case "SECRET", "COOKIE", "PASSWORD": return ""
        default: return nil
        }
    }

    private static let body = "replayed"

    private static func token(_ prefix: String, _ number: Int) -> String {
        let body =
            switch prefix {
            case "": body
            case "xapp-": "1-A0-0-" + body
            default: "0-0-" + body
            }
        return prefix + body + (number == 1 ? "" : "\(number)")
    }
}
