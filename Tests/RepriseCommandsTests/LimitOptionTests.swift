import RepriseTestSupport
import SessionRecording
import SlackWire
import Testing

@testable import RepriseCommands

@Suite(.timeLimit(.generous)) struct LimitOptionTests {
    @Test(
        arguments: [
            ("line=1G", .lineLength, 1 << 30), ("size=2k", .inflatedSize, 2048),
            ("files=3M", .contentSize, 3 << 20), ("named=7", .namedContent, 7),
            ("open=5000000", .openIDs, 5_000_000), ("size=99999999999G", .inflatedSize, .max),
        ] as [(String, ReaderLimits.Kind, Int)]
    )
    func `A limit has a name and a size`(text: String, kind: ReaderLimits.Kind, value: Int) throws {
        let option = try LimitOption.parse(text)
        let limits = LimitOption.limits([option])
        #expect(limits[kind] == value)
        for other in ReaderLimits.Kind.allCases where other != kind {
            #expect(limits[other] == ReaderLimits()[other])
        }
        let later = try LimitOption.parse("\(kind.name)=9")
        #expect(LimitOption.limits([option, later])[kind] == 9)
    }

    @Test(arguments: [
        "", "line", "line=", "line=0", "line=-1", "line=1T", "lines=1", "line=1=1", "line=M",
    ])
    func `What is no limit is refused`(text: String) {
        #expect(throws: (any Error).self) { try LimitOption.parse(text) }
    }

    /// Every verb that reads a fixture takes the limits, and what it says when one is exceeded is the option that helps.
    @Test(arguments: [
        ["show"], ["show", "--json"], ["verify", "--no-entropy"], ["redact", "-o", "OUT"],
        ["repair", "-o", "OUT"], ["replay", "--bot", "demo"],
        ["replay", "COMMAND"],
    ])
    func `Every verb names the option that raises a limit, and takes it`(words: [String])
        async throws
    {
        let scratch = try Scratch()
        let long = String(repeating: "as always ", count: 1_000)
        let session = Session(
            header: SessionHeader(epoch: 0, isRedacted: true),
            entries: [SessionEntry(at: 0, .note(long))]
        )
        let file = try scratch.file("long.jsonl.gz", session.fixtureBytes())
        func run(_ limit: String) async throws -> Command.Result {
            let isCommand = words.last == "COMMAND"
            let options = words.filter { $0 != "COMMAND" }
                .map { $0 == "OUT" ? "\(scratch.path)/\(limit).jsonl.gz" : $0 }
            return try await RunningCommand(
                options + [file, "--limit", limit] + (isCommand ? ["--", "true"] : [])
            ).finish()
        }
        let refused = try await run("line=1K")
        #expect(refused.status != 0)
        let said = refused.output + refused.errors
        #expect(said.contains("exceeds the limit of 1024"), "\(said)")
        #expect(said.contains("--limit line=4K"), "\(said)")
        let taken = try await run("line=16K")
        #expect(!(taken.output + taken.errors).contains("exceeds"))
    }

    @Test func `JSON that is shown steers no terminal`() async throws {
        let scratch = try Scratch()
        let words = "a\u{9b}2J\u{9d}0;t\u{9c}\u{202e}b"
        let session = Session(
            header: SessionHeader(epoch: 0, isRedacted: true),
            entries: [SessionEntry(at: 0, .note(words))]
        )
        let file = try scratch.file("hostile.jsonl.gz", session.fixtureBytes())
        let shown = try await Command.run("show", "--json", file)
        #expect(shown.status == 0)
        let line = try #require(shown.output.split(separator: "\n").first)
        #expect(
            !line.unicodeScalars.contains { (0x7f..<0xa0).contains($0.value) || $0.value == 0x202e }
        )
        #expect(try JSONValue(parsing: String(line))["note"]?.string == words)
    }
}
