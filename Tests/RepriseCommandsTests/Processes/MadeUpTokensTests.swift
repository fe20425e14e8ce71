import Foundation
import SlackServer
import SlackWorkspace
import Testing

@testable import RepriseCommands

@Suite struct MadeUpTokensTests {
    private static let bot = "xoxb" + "-123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx"
    private static let app = "xapp" + "-1-A012345-0123456789012-0123456789abcdef"
    private static let user = "xoxp" + "-1-2-3-0123456789abcdef"
    private static let rotating = "xoxe." + "xoxb" + "-1-AbCdEf012345"

    private func replaced(_ variables: [String: String]) -> [String: String] {
        MadeUpTokens.replacingSecrets(in: variables, for: [:]).environment
    }

    @Test func `Every token has a stand-in of its own shape, the same wherever it stands`() {
        let result = replaced([
            "SLACK_BOT_TOKEN": Self.bot, "SLACK_APP_TOKEN": Self.app, "MY_TOKEN": Self.bot,
            "OTHER": Self.user, "LIST": "\(Self.bot),\(Self.rotating)",
            "JSON": #"{"token":"\#(Self.app)"}"#,
            "SECOND": "xoxb" + "-9-9-another",
        ])
        #expect(result["SLACK_BOT_TOKEN"]?.hasPrefix("xoxb-") == true)
        #expect(result["SLACK_APP_TOKEN"]?.hasPrefix("xapp-1-A") == true)
        #expect(result["OTHER"]?.hasPrefix("xoxp-") == true)
        #expect(result["MY_TOKEN"] == result["SLACK_BOT_TOKEN"])
        #expect(result["SECOND"] != result["SLACK_BOT_TOKEN"])
        let bot = result["SLACK_BOT_TOKEN"] ?? ""
        #expect(result["LIST"]?.hasPrefix("\(bot),xoxe.xoxb-") == true)
        #expect(result["JSON"] == #"{"token":"\#(result["SLACK_APP_TOKEN"] ?? "")"}"#)
        for secret in [Self.bot, Self.app, Self.user, Self.rotating] {
            #expect(!result.values.contains { $0.contains(secret.suffix(8)) })
        }
        #expect(replaced(["A": Self.bot]) == replaced(["A": Self.bot]))
    }

    @Test func `A token is none of those that are given to whoever has none`() {
        for variables in [
            ["SECOND": Self.bot, "B": Self.app], ["SLACK_BOT_TOKEN": "", "SECOND": Self.bot],
        ] {
            let result = replaced(variables).merging(MadeUpTokens.usual) { $0.isEmpty ? $1 : $0 }
            let tokens = result.values.filter { !$0.isEmpty }
            #expect(Set(tokens).count == tokens.count)
        }
    }

    @Test(arguments: [
        ("SLACK_BOT_TOKEN", "xoxb-"), ("SLACK_APP_TOKEN", "xapp-"), ("SLACK_USER_TOKEN", "xoxp-"),
        ("SLACK_API_TOKEN", "xoxb-"), ("MY_SLACK_BOT_USER_TOKEN", "xoxb-"),
        ("slack_token", "xoxb-"),
        ("SLACK_SIGNING_SECRET", ""), ("SLACK_CLIENT_SECRET", ""), ("SLACK_COOKIE", ""),
    ])
    func `A secret of another shape is known by its variable's name`(name: String, prefix: String) {
        let secret = "0123456789" + "abcdef0123456789abcdef"
        let result = replaced([name: secret])[name] ?? ""
        #expect(result.hasPrefix(prefix))
        #expect(!result.isEmpty)
        #expect(result != secret)
    }

    @Test func `A webhook is led to nobody's`() throws {
        let url =
            "https://hooks.slack" + ".com/services/T012AB3CD/B012AB3CD/abcdefABCDEF012345678901"
        let result = try #require(replaced(["HOOK": url])["HOOK"])
        #expect(result.hasPrefix("https://hooks.slack.com/services/"))
        #expect(!result.contains("T012AB3CD"))
    }

    @Test func `Everything else stays as it is`() {
        let variables = [
            "PATH": "/opt/xapp-tools2/bin:/usr/bin:/home/me/xoxo-project1", "EMPTY": "",
            "SLACK_API_URL": "http://127.0.0.1:1/api/", "SLACK_CHANNEL": "C123", "HOME": "/root",
            "SLACK_TOKEN_FILE": "/run/secrets/slack", "GITHUB_TOKEN": "ghp_0123456789",
            "DATABASE_URL": "postgres://user:secret@host/db", "SLACK_BOT_TOKEN": "",
        ]
        #expect(replaced(variables) == variables)
    }

    /// What a command of `reprise replay` finds in its environment; never whole.
    private func environment(
        _ variables: [String: String],
        _ options: [String] = []
    ) async throws -> String {
        let scratch = try Scratch()
        let fixture = scratch.path + "/whoami.jsonl.gz"
        let recorded = try await withSlackServer(over: SlackWorkspace()) { address in
            try await RunningCommand(
                [
                    "record", "-o", fixture, "--upstream", address.apiURL, "--", Command.path,
                    "whoami",
                ],
                environment: ["SLACK_BOT_TOKEN": "xoxb" + "-1-2-abcdefabcdef"]
            ).finish()
        }
        #expect(recorded.status == 0)
        let script = #"""
            for name in SLACK_BOT_TOKEN SLACK_APP_TOKEN OTHER; do
                eval "value=\$$name"
                echo "$name $(printf %s "$value" | cut -c1-5) $(printf %s "$value" | cksum)"
            done
            exec "$0" whoami
            """#
        let result = try await RunningCommand(
            ["replay", fixture] + options + ["--", "sh", "-c", script, Command.path],
            environment: variables
        ).finish()
        #expect(result.status == 0, Comment(rawValue: result.output + result.errors))
        for value in variables.values {
            #expect(!(result.output + result.errors).contains(value))
        }
        return result.output
    }

    @Test func `A replayed command never has the caller's tokens, unless they are kept`()
        async throws
    {
        let real = ["SLACK_BOT_TOKEN": Self.bot, "SLACK_APP_TOKEN": Self.app, "OTHER": Self.user]
        let madeUp = try await environment(real)
        let kept = try await environment(real, ["--keep-tokens"])
        for name in ["SLACK_BOT_TOKEN xoxb-", "SLACK_APP_TOKEN xapp-", "OTHER xoxp-"] {
            let lines = [madeUp, kept].map { output in
                output.split(separator: "\n").first { $0.hasPrefix(name) }
            }
            #expect(lines[0] != nil, "\(name)")
            #expect(lines[1] != nil, "\(name)")
            #expect(lines[0] != lines[1], "\(name)")
        }
        // Without any they are made up as well, and are the same.
        let none = try await environment([:])
        #expect(none.contains("SLACK_BOT_TOKEN xoxb-"))
        let first = none.split(separator: "\n").first
        #expect(madeUp.split(separator: "\n").first == first)
    }
}
