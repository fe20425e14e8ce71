import RepriseTestSupport
import SlackServer
import SlackWorkspace
import Testing

/// A fixture that was recorded with rules of one's own replays with them, and not without.
@Suite(.timeLimit(.generous)) struct ReplayRulesTests {
    /// A command that posts a text by curl.
    private static func posting(_ text: String) -> [String] {
        let script = #"""
            curl -s -H "Authorization: Bearer $SLACK_BOT_TOKEN" -d channel=C0REPRISE --data-urlencode "text=$1" \
                "${SLACK_API_URL}chat.postMessage" > /dev/null
            """#
        return ["--", "sh", "-c", script, "sh", text]
    }

    @Test func `What a rule replaced is known again`() async throws {
        let scratch = try Scratch()
        let fixture = scratch.path + "/ticket.jsonl.gz"
        let rules = try scratch.file("rules.txt", Array("pattern TICKET-##\n".utf8))
        let recorded = try await withSlackServer(over: SlackWorkspace()) { address in
            try await RunningCommand(
                ["record", "-o", fixture, "--upstream", address.apiURL, "--rules", rules]
                    + Self.posting("TICKET-17 is open"),
                environment: ["SLACK_BOT_TOKEN": "xoxb" + "-1-2-abcdefabcdef"]
            ).finish()
        }
        #expect(recorded.status == 0, Comment(rawValue: recorded.output + recorded.errors))
        let shown = try await Command.run("show", fixture)
        #expect(!shown.output.contains("TICKET-17"))
        func replay(_ options: [String], _ text: String) async throws -> Command.Result {
            try await RunningCommand(["replay", fixture] + options + Self.posting(text)).finish()
        }
        let right = try await replay(["--rules", rules], "TICKET-17 is open")
        #expect(right.status == 0, Comment(rawValue: right.output + right.errors))
        let changed = try await replay(["--rules", rules], "TICKET-17 is closed")
        #expect(changed.status == 1)
        #expect(changed.output.contains("--rules \(rules)"), "how to do it again")
        let without = try await replay([], "TICKET-17 is open")
        #expect(without.status == 1)
        let hint = "if it was made with --rules FILE, the replay needs them, too"
        #expect((without.output + without.errors).contains(hint), Comment(rawValue: without.output))
        #expect(!(changed.output + changed.errors).contains(hint))
        let missing = try await replay(["--rules", rules + ".none"], "TICKET-17 is open")
        #expect(missing.status == 2)
        #expect(missing.errors.contains("cannot read"))
    }

    @Test func `A server takes them, too, and only for a fixture`() async throws {
        let scratch = try Scratch()
        let rules = try scratch.file("rules.txt", Array("nonsense\n".utf8))
        let refused = try await Command.run("serve", "--rules", rules)
        #expect(refused.status != 0)
        #expect(refused.errors.contains("are for a fixture"))
        let faulty = try await Command.run("serve", Command.fixture, "--rules", rules)
        #expect(faulty.status == 2)
        #expect(faulty.errors.contains(rules), Comment(rawValue: faulty.errors))
    }
}
