import SlackReplay
import SlackWire

/// Tokens that a command brought and that it was not handed out, nor given by Slack.
///
/// Where a replay makes up the tokens of the environment, a bot that takes its own from there brings one of those. One from a
/// file, or that stands in the program, is a real one as far as anybody knows; one that is no token at all is a fault of
/// the bot's, and so is one that was cut or added to.
struct ForeignTokens: Sendable, Hashable {
    /// What they look like, of those that may be real; their prefix, and nothing else of them.
    private(set) var real: Set<String> = []
    /// The same of those that cannot be.
    private(set) var faulty: Set<String> = []

    /// - Parameters:
    ///   - own: The tokens that the bot brought, each with the recorded one that it stood for.
    ///   - handedOut: Those that it was handed out; `nil` if those were not made up, so that nothing can be told.
    init(_ own: [String: String], handedOut: Set<String>?) {
        guard let handedOut else { return }
        for (token, recorded) in own where !handedOut.contains(token) {
            let (shown, prefix) = (SlackToken(token).description, SlackToken(token).prefix)
            let isKnownShape = !prefix.isEmpty || SlackToken(recorded).prefix.isEmpty
            if isKnownShape, !MadeUpTokens.resembles(token) {
                real.insert(shown)
            } else {
                faulty.insert(shown)
            }
        }
    }

    /// What fails a replay.
    var findings: [Finding] {
        faulty.sorted().map { token in
            let words = token == "…" ? "a token of no known kind" : "the token \(token)"
            return Finding(
                "the bot sent \(words), which is none of those that it was given, nor looks like one from elsewhere",
                next:
                    "it must send its token as it stands in its environment, whole and with nothing added"
            )
        }
    }

    /// What is to be told.
    var notes: [String] {
        real.sorted().map { token in
            "the bot brought a token of its own (\(token)) and none of those that its environment has; whether it is the "
                + "right one is not compared"
        }
    }
}
