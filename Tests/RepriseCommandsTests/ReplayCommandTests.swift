import Foundation
import RepriseTestSupport
import Testing

/// `reprise replay` and `reprise show`, as processes.
@Suite(.timeLimit(.generous)) struct ReplayCommandTests {
    @Test func `A faithful replay ends with 0 and says so`() async throws {
        let result = try await Command.run(
            "replay",
            Command.fixture,
            "--bot",
            "demo",
            "--policy",
            "queued",
            "--quiet"
        )
        #expect(result.status == 0)
        #expect(result.output.hasPrefix("as recorded: "))
        #expect(result.errors.isEmpty)
    }

    @Test func `A bot that does something else ends with 1 and says what is missing`() async throws
    {
        let result = try await Command.run(
            "replay",
            Command.fixture,
            "--bot",
            "listener",
            "--quiet"
        )
        #expect(result.status == 1)
        #expect(result.output.contains("the bot did not do what was recorded"))
        #expect(result.output.contains("you said: hi bob"))
    }

    @Test func `Five processes have one transcript and one trace`() async throws {
        var outputs: Set<String> = []
        for _ in 0..<5 {
            let result = try await Command.run(
                "replay",
                Command.fixture,
                "--bot",
                "demo",
                "--policy",
                "detached",
                "--seed",
                "7",
                "--trace"
            )
            #expect(result.status == 0)
            outputs.insert(result.output)
        }
        #expect(outputs.count == 1)
        #expect(outputs.first?.contains("\ntrace ") == true)
    }

    @Test func `A file that is not there, and one that is no fixture, are named`() async throws {
        let scratch = try Scratch()
        let absent = try await Command.run(
            "replay",
            scratch.path + "/absent.jsonl.gz",
            "--bot",
            "demo"
        )
        #expect(absent.status == 2)
        #expect(absent.errors.contains("absent.jsonl.gz"))

        let page = try scratch.file("page.jsonl.gz", Array("<html>no fixture</html>\n".utf8))
        for arguments in [["replay", page, "--bot", "demo"], ["show", page]] {
            let result = try await RunningCommand(arguments).finish()
            #expect(result.status == 2)
            #expect(result.errors.contains("page.jsonl.gz"))
            #expect(result.errors.hasPrefix("reprise: "))
        }
    }

    @Test func `A fixture that was cut is shown up to the cut`() async throws {
        let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Command.fixture)))
        let scratch = try Scratch()
        let cut = try scratch.file("cut.jsonl.gz", Array(whole.prefix(whole.count / 2)))
        let result = try await Command.run("show", cut)
        #expect(result.status == 0)
        #expect(result.output.contains("→ call 1  rtm.connect"))
        #expect(result.errors.contains("the recording was interrupted"))
    }

    @Test func `The entries of show --json are the fixture's own lines`() async throws {
        let result = try await Command.run("show", Command.fixture, "--json")
        let lines = result.output.split(separator: "\n")
        #expect(lines.count > 120)
        #expect(lines.first?.hasPrefix(#"{"at":"#) == true)
    }

    @Test func `A wrong option ends with 64 and usage`() async throws {
        let result = try await Command.run("replay", Command.fixture, "--policy", "sideways")
        #expect(result.status == 64)
        #expect(result.errors.contains("queued-by-channel"))
    }
}
