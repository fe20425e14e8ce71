import Foundation
import SessionRecording
import SlackWire
import Testing

/// A fixture without its end: what was lost cannot be missed, so nobody may pass by it unasked.
@Suite struct TruncatedFixtureTests {
    /// The bundled fixture, its end mark and the last entries cut off.
    private func truncated(_ scratch: Scratch) throws -> String {
        let whole = try Session(contentsOf: Command.fixture)
        let bytes = whole.fixtureBytes()
        let cut = try scratch.file("cut.jsonl.gz", Array(bytes.prefix(bytes.count * 9 / 10)))
        #expect(try Session(contentsOf: cut).isComplete == false)
        return cut
    }

    @Test func `Replaying it to a built-in bot is a finding`() async throws {
        let scratch = try Scratch()
        let cut = try truncated(scratch)
        let refused = try await Command.run("replay", cut, "--bot", "demo")
        #expect(refused.status == 1)
        #expect(refused.output.contains("is truncated"))
        #expect(refused.output.contains("--allow-truncated"))
        #expect(!refused.output.contains("as recorded:"))
        let allowed = try await Command.run("replay", cut, "--bot", "demo", "--allow-truncated")
        #expect(!allowed.output.contains("is truncated"))
    }

    @Test func `Replaying it to a command is a finding before all others`() async throws {
        let scratch = try Scratch()
        let cut = try truncated(scratch)
        let refused = try await RunningCommand(
            ["replay", cut, "--json", "--patience", "0.5", "--", Command.path, "listen"]
        ).finish()
        #expect(refused.status == 1)
        let result = try JSONValue(parsing: refused.output)
        #expect(result["outcome"] == "differs")
        let first = result["findings"]?.array?.first
        #expect(first?["sentence"]?.string?.contains("is truncated") == true)
        #expect(first?["next"]?.string?.contains("--allow-truncated") == true)
        let allowed = try await RunningCommand(
            ["replay", cut, "--allow-truncated", "--", "true"]
        ).finish()
        #expect(!allowed.output.contains("is truncated"))
        #expect(allowed.output.contains("again: \(Command.path) replay \(cut) --allow-truncated"))
    }

    @Test func `It is not served unless that is asked for`() async throws {
        let scratch = try Scratch()
        let cut = try truncated(scratch)
        let refused = try await Command.run("serve", cut)
        #expect(refused.status == 2)
        #expect(refused.errors.contains("is truncated"))
        #expect(refused.errors.contains("--allow-truncated"))
        let server = try RunningCommand(["serve", cut, "--allow-truncated"])
        #expect(await server.nextLine()?.hasPrefix("http://127.0.0.1:") == true)
        server.interrupt()
        _ = await server.finish()
    }
}
