import RepriseTestSupport
import SlackServer
import SlackWorkspace
import Testing

/// What a command says of a set is the same each time: languages that draw the seed of their hashes get one.
@Suite(.timeLimit(.generous)) struct FixedHashTests {
    @Test(arguments: [nil, "", "7"])
    func `The seed is the same in a recording and a replay, unless somebody has chosen it`(
        chosen: String?
    ) async throws {
        let scratch = try Scratch()
        let fixture = scratch.path + "/whoami.jsonl.gz"
        var variables = ["SLACK_BOT_TOKEN": "xoxb" + "-1-2-abcdefabcdef"]
        variables["PYTHONHASHSEED"] = chosen
        let script = #"echo "seeds $PYTHONHASHSEED $PERL_HASH_SEED"; exec "$0" whoami"#
        let command = ["--", "sh", "-c", script, Command.path]
        let expected = "seeds \(chosen == "7" ? "7" : "0") 0"
        let environment = variables
        let recorded = try await withSlackServer(over: SlackWorkspace()) { address in
            try await RunningCommand(
                ["record", "-o", fixture, "--upstream", address.apiURL] + command,
                environment: environment
            ).finish()
        }
        #expect((recorded.output + recorded.errors).contains(expected))
        let replayed = try await RunningCommand(
            ["replay", fixture] + command,
            environment: environment
        ).finish()
        #expect(replayed.status == 0)
        #expect((replayed.output + replayed.errors).contains(expected))
    }
}
