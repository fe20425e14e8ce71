import Foundation
import RepriseTestSupport
import Testing

/// `reprise redact` and `reprise verify`, as processes.
@Suite(.timeLimit(.generous)) struct RedactionCommandTests {
    private static let token = ["xoxb", "123456789012", "123456789012", "abcdefGHIJKL0123"]
        .joined(separator: "-")

    /// A fixture with a token in a message and in a header.
    private func fixture(_ scratch: Scratch, _ name: String = "a.jsonl") throws -> String {
        let lines = [
            #"{"reprise":1,"epoch":0,"redacted":false}"#,
            #"{"at":0,"call":1,"method":"auth.test","headers":{"authorization":"Bearer \#(Self.token)"}}"#,
            #"{"at":1,"note":"my token is \#(Self.token)"}"#,
            #"{"end":2,"calls":1,"sockets":0,"files":0}"#,
        ]
        return try scratch.file(name, Array((lines.joined(separator: "\n") + "\n").utf8))
    }

    @Test func `A fixture is found to leak, is redacted, and is fine then`() async throws {
        let scratch = try Scratch()
        let path = try fixture(scratch)
        let before = try await Command.run("verify", path)
        #expect(before.status == 1)
        #expect(before.output.contains("entry 1 (line 2): a secret is left, header xoxb-… at"))
        #expect(before.output.contains("call.headers.authorization, byte 7"))

        let redacted = try await Command.run("redact", "--in-place", path)
        #expect(redacted.status == 0)
        #expect(
            redacted.output.contains(
                "2 entries, 1 secret replaced\n  token: 1 place\n  header: 1 place"
            )
        )
        let after = try await Command.run("verify", path)
        #expect(after.status == 0)
        #expect(after.output == "\(path): fine, 2 entries\n")
        let again = try await Command.run("redact", "--in-place", path)
        #expect(again.output == "nothing to replace in 2 entries of \(path)\n")
        let shown = try await Command.run("show", path)
        #expect(shown.output.contains("my token is xoxb-REDACTED-1"))
        for result in [before, redacted, after, again, shown] {
            #expect(!(result.output + result.errors).contains("abcdefGHIJKL0123"))
        }
    }

    @Test func `Findings are one JSON object for machines, a folder is gone through`() async throws
    {
        let scratch = try Scratch()
        _ = try fixture(scratch)
        _ = try scratch.file("b.jsonl.gz", Array("<html>".utf8))
        let result = try await Command.run("verify", "--json", scratch.path)
        #expect(result.status == 2)
        let json =
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
        let files = json?["files"] as? [[String: Any]]
        #expect(json?["fine"] as? Bool == false)
        #expect(files?.count == 2)
        #expect(files?.last?["readable"] as? Bool == false)
        let findings = files?.first?["findings"] as? [[String: Any]]
        #expect(findings?.map { $0["problem"] as? String } == ["not-redacted", "secret", "secret"])
        #expect(!result.output.contains("abcdefGHIJKL0123"))
    }

    @Test func `Age, rules and an empty folder`() async throws {
        let scratch = try Scratch()
        let old = try scratch.file(
            "old.jsonl",
            Array("{\"reprise\":1,\"epoch\":0,\"redacted\":true}\n{\"end\":0}\n".utf8)
        )
        let aged = try await Command.run("verify", "--max-age", "9000", old)
        #expect(aged.status == 1)
        #expect(aged.output.contains("days ago, and 9000 are allowed"))
        try FileManager.default.removeItem(atPath: old)
        #expect(try await Command.run("verify", Command.fixture).status == 0)
        let empty = try await Command.run("verify", scratch.path)
        #expect(empty.status == 2)
        #expect(empty.errors.contains("holds no fixture"))
        let path = try fixture(scratch)
        let rules = try scratch.file("rules", Array("pattern my token\n".utf8))
        let output = scratch.path + "/out.jsonl.gz"
        #expect(try await Command.run("redact", path, "-o", output, "--rules", rules).status == 0)
        let shown = try await Command.run("show", output)
        #expect(shown.output.contains("REDACTED-1 is xoxb-REDACTED-1"))
        let wrong = try scratch.file("wrong", Array("nonsense abc\n".utf8))
        let refused = try await Command.run("redact", path, "-o", output, "--rules", wrong)
        #expect(refused.status == 2)
        #expect(refused.errors.contains("line 1 of the redaction rules"))
        #expect(try await Command.run("redact", path).status == 64)
    }

    @Test func `Neither the wire log nor an error shows a secret`() async throws {
        let server = try RunningCommand(["serve"])
        let url = try #require(await server.nextLine())
        let environment = ["SLACK_API_URL": url, "SLACK_BOT_TOKEN": Self.token, "DEBUG": "1"]
        let scratch = try Scratch()
        let output = scratch.path + "/a.jsonl.gz"
        var results = [try await Command.run("whoami", environment: environment)]
        // On a busy machine half a second may be over before the bot is connected.
        for seconds in ["0.5", "5", "50"] where results.count < 2 || results[1].status != 0 {
            let recording = try await Command.run(
                "record",
                "-o",
                output,
                "--bot",
                "listener",
                "--seconds",
                seconds,
                "--pseudonymise",
                environment: environment
            )
            results = [results[0], recording]
        }
        server.interrupt()
        _ = await server.finish()
        // A peer that is gone, and a path that holds a token.
        results.append(try await Command.run("whoami", environment: environment))
        results.append(try await Command.run("show", scratch.path + "/" + Self.token))
        #expect(results.map(\.status) == [0, 0, 2, 2])
        #expect(results[0].errors.contains("auth.test"))
        for result in results {
            #expect(!(result.output + result.errors).contains("abcdefGHIJKL0123"))
        }
        let recorded = try await Command.run("show", output, "--json")
        #expect(recorded.output.contains("Bearer xoxb-REDACTED-1"))
        #expect(recorded.output.contains("person-1"))
        #expect(try await Command.run("verify", output).status == 0)
    }
}
