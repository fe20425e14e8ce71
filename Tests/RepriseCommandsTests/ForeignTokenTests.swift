import RepriseTestSupport
import SlackServer
import SlackWorkspace
import Testing

@testable import RepriseCommands

/// Which token a replayed command may bring.
@Suite(.timeLimit(.generous)) struct ForeignTokenTests {
    /// A recording of `reprise whoami` with a token of this kind.
    private func record(_ output: String, kind: String = "xoxb") async throws {
        try await withSlackServer(over: SlackWorkspace()) { address in
            let result = try await RunningCommand(
                [
                    "record", "-o", output, "--upstream", address.apiURL, "--", Command.path,
                    "whoami",
                ],
                environment: ["SLACK_BOT_TOKEN": kind + "-1-2-abcdefabcdef"]
            ).finish()
            #expect(result.status == 0, Comment(rawValue: result.output + result.errors))
        }
    }

    private func replay(_ fixture: String, token: String) async throws -> Command.Result {
        let script = #"SLACK_BOT_TOKEN=\#(token) exec "$0" whoami"#
        return try await RunningCommand(
            ["replay", fixture, "--", "sh", "-c", script, Command.path]
        ).finish()
    }

    @Test(arguments: [
        ("$SLACK_APP_TOKEN", "differs in the token it carries"),
        (#"xoxp-"${SLACK_BOT_TOKEN#xoxb-}""#, "differs in the token it carries"),
        ("${SLACK_BOT_TOKEN%???}", "the bot sent the token xoxb-…, which is none of those"),
        ("${SLACK_BOT_TOKEN}1", "the bot sent the token xoxb-…, which is none of those"),
        ("None", "the bot sent a token of no known kind, which is none of those"),
    ])
    func `Another token than that of its environment is told`(
        token: String,
        words: String
    ) async throws {
        let scratch = try Scratch()
        let fixture = scratch.path + "/whoami.jsonl.gz"
        try await record(fixture)
        let result = try await replay(fixture, token: token)
        #expect(result.status == 1)
        #expect(result.output.contains(words), Comment(rawValue: result.output))
    }

    @Test func `One that may be real passes, which is noted, and is not shown`() async throws {
        let scratch = try Scratch()
        let fixture = scratch.path + "/whoami.jsonl.gz"
        try await record(fixture)
        #expect(try await replay(fixture, token: "$SLACK_BOT_TOKEN").status == 0)
        let secret = "123456789012-" + "abcdefabcdef"
        let result = try await replay(fixture, token: "xoxb-" + secret)
        #expect(result.status == 0, Comment(rawValue: result.output))
        let text = result.output + result.errors
        #expect(text.contains("the bot brought a token of its own (xoxb-…)"), "\(text)")
        #expect(!text.contains(secret))
    }

    @Test func `A bot whose token is a person's is handed out such a one`() async throws {
        let scratch = try Scratch()
        let fixture = scratch.path + "/whoami.jsonl.gz"
        try await record(fixture, kind: "xoxp")
        let result = try await replay(fixture, token: "$SLACK_BOT_TOKEN")
        #expect(result.status == 0, Comment(rawValue: result.output + result.errors))
        #expect(!(result.output + result.errors).contains("a token of its own"))
        #expect(try await replay(fixture, token: "$SLACK_APP_TOKEN").status == 1)
    }

    @Test func `What is like a stand-in is known, and a real one is not like it`() {
        for token in MadeUpTokens.usual.values {
            #expect(MadeUpTokens.resembles(token + "x") && MadeUpTokens.resembles("x" + token))
            #expect(MadeUpTokens.resembles(String(token.dropLast(4))))
        }
        let real = [
            "xoxb" + "-1-2-abc", "xapp" + "-1-A0-2-abc", "xoxe." + "xoxp-1-abc", "None", "",
        ]
        for token in real { #expect(!MadeUpTokens.resembles(token)) }
        #expect(MadeUpTokens.usual(botKind: "xoxb") == MadeUpTokens.usual)
        let usual = MadeUpTokens.usual(botKind: "xoxp")
        #expect(usual["SLACK_BOT_TOKEN"]?.hasPrefix("xoxp-") == true)
        #expect(usual["SLACK_APP_TOKEN"] == MadeUpTokens.usual["SLACK_APP_TOKEN"])
    }
}
