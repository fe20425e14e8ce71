import Foundation
import RepriseTestSupport
import Testing

@testable import SessionRecording

/// Verbs on fixtures that ask for much, with a bound on the address space of their process.
@Suite(.timeLimit(.generous)) struct HostileFixtureTests {
    private static let header = #"{"reprise":1,"epoch":0,"redacted":true}"# + "\n"
    private static let socket = #"{"at":0,"open":1,"url":"wss://h/"}"# + "\n"

    /// Fixtures of a few kilobytes, compressed.
    private static let fixtures: [(name: String, text: String)] = [
        ("zeros", #"{"at":0,"note":""# + String(repeating: "a", count: 4 << 20) + "\"}\n"),
        ("lines", String(repeating: "\n", count: 1 << 20)),
        ("brackets", #"{"at":0,"note":"# + String(repeating: "[", count: 1 << 20) + "\n"),
        (
            "keys",
            socket + #"{"at":0,"receive":1,"json":{"#
                + (0..<20_000).map { #""k\#($0)":{"token":"a"}"# }.joined(separator: ",") + "}}\n"
        ),
        (
            "calls",
            (1...10_000).map { #"{"at":0,"call":\#($0),"method":"x"}"# + "\n" }.joined()
        ),
        (
            "nested",
            socket + #"{"at":0,"receive":1,"json":"# + String(repeating: #"{"a":["#, count: 250)
                + String(repeating: "]}", count: 250) + "}\n"
        ),
        (
            "tokens",
            socket
                + [9_000, 9_001].map {
                    let text = "token=" + String(repeating: "a", count: $0)
                    return #"{"at":0,"receive":1,"json":{"type":"message","text":"\#(text)"}}"#
                        + "\n"
                }.joined()
        ),
    ]

    @Test(arguments: fixtures.map(\.name))
    func `Every verb ends with a word, whatever a fixture asks for`(name: String) async throws {
        let scratch = try Scratch()
        let text = try #require(Self.fixtures.first { $0.name == name }?.text)
        let file = try scratch.file(
            "hostile.jsonl.gz",
            GzipDeflater.deflate(Array((Self.header + text).utf8))
        )
        let verbs = [
            "show", "show --json", "verify", "repair -o OUT", "redact -o OUT",
            "redact --pseudonymise -o OUT",
            "replay --bot demo", "serve --once",
        ]
        for (number, verb) in verbs.enumerated() {
            let words = verb.replacing("OUT", with: "\(scratch.path)/\(number).jsonl.gz")
            // Three gigabytes of addresses, of which libraries and stacks take one before anything is read.
            let script = "ulimit -v 3000000; exec \"$0\" \(words) \"$1\""
            let command = try RunningCommand(
                ["-c", script, Command.path, file],
                program: URL(fileURLWithPath: "/bin/sh")
            )
            // What serves ends when it is asked to.
            if verb.hasPrefix("serve") { command.interrupt() }
            let result = await command.finish()
            #expect(
                [0, 1, 2, 64, 130].contains(result.status),
                "\(verb): \(result.errors.suffix(500))"
            )
            #expect(!result.errors.contains("Fatal"), "\(verb)")
        }
    }
}
