import Foundation
import RepriseTestSupport
import SessionRecording
import SlackServer
import SlackWire
import SlackWorkspace
import Testing

/// What a report says to do next does it, as it is typed.
@Suite(
    .timeLimit(.generous),
    .serialized,
    .enabled(
        if: RecordedPython.interpreter != nil,
        "needs .venv or REPRISE_PYTHON with Slack's SDKs"
    )
)
struct AdviceTests {
    private func record(
        _ words: [String],
        _ environment: [String: String],
        to fixture: String
    ) async throws {
        let result = try await withSlackServer(over: RecordedPython.workspace()) { address in
            try await RunningCommand(
                ["record", "-o", fixture, "--upstream", address.apiURL, "--"]
                    + RecordedPython.command(words),
                environment: RecordedPython.environment(environment)
            ).finish()
        }
        try #require(result.status == 0, Comment(rawValue: result.output + result.errors))
    }

    @Test
    func `A generated file and its name are left out of the comparison by what the report says`()
        async throws
    {
        let scratch = try Scratch()
        let fixture = scratch.path + "/a folder's upload.jsonl.gz"
        try await record(["upload.py"], ["STAMP": "first"], to: fixture)
        var script = "\(Command.path) replay '\(fixture.replacing("'", with: #"'\''"#))' --json -- "
        script += RecordedPython.command(["upload.py"]).joined(separator: " ")
        var advice: [String] = []
        var isPassed = false
        while !isPassed, advice.count < 10 {
            let result = try await RunningCommand(
                ["-c", script],
                program: URL(fileURLWithPath: "/bin/sh"),
                environment: RecordedPython.environment(["STAMP": "the second"])
            ).finish()
            isPassed = result.status == 0
            if isPassed { break }
            let value = try JSONValue(parsing: result.output)
            let next = try #require(value["findings"]?.array?.first?["next"]?.string)
            let option = try #require(next.firstMatch(of: /--ignore .+$/)?.0)
            advice.append(String(option))
            // The command line that is printed, with what it says to add.
            let again = try #require(value["again"]?.string)
            script = again.replacing(" -- ", with: " \(option) --json -- ", maxReplacements: 1)
        }
        #expect(isPassed, "\(advice)")
        #expect(
            advice == [
                "--ignore filename", "--ignore length", "--ignore content",
                "--ignore 'files.*.title'", "--ignore 'file 1'",
            ]
        )
    }

    @Test func `Long replies that differ far behind are shown whole, with the difference marked`()
        async throws
    {
        let scratch = try Scratch()
        let fixture = scratch.path + "/long.jsonl.gz"
        let start = String(repeating: "we say this again, ", count: 10)
        let prefix = ["REPLY_PREFIX": start + "at nine: "]
        let workspace = RecordedPython.workspace()
        let recorded = try await withSlackServer(over: workspace) { address in
            let recorder = try RunningCommand(
                ["record", "-o", fixture, "--upstream", address.apiURL, "--"]
                    + RecordedPython.command(["rtm_v2.py"]),
                environment: RecordedPython.environment(prefix)
            )
            if await recorder.line(where: { $0 == "connected" }) != nil {
                try workspace.post("one", by: "U1", in: "C1")
                _ = await recorder.line { $0 == "answered one" }
            }
            recorder.terminate()
            return await recorder.finish()
        }
        #expect(recorded.status == 0)
        for columns in ["80", "60"] {
            let result = try await RecordedPython.replay(
                fixture,
                ["rtm_v2.py"],
                ["--patience", "2"],
                environment: ["REPLY_PREFIX": start + "at ten: ", "COLUMNS": columns]
            )
            #expect(result.status == 1)
            #expect(result.output.contains(start + "at ⟦nine⟧: one"), "\(result.output)")
            #expect(result.output.contains(start + "at ⟦ten⟧: one"))
            // The short form in the sentence differs, too.
            #expect(result.output.contains(/expected ….*nine: one", got ….*ten: one"/))
            // First the difference, with its place in the file and what led there, then what happened, then the command.
            let marks = ["\(fixture):", "what led there:", " diverged: ", "\nagain: "]
            let places = marks.map { result.output.firstRange(of: $0)?.lowerBound }
            #expect(!places.contains(nil))
            #expect(places.compactMap(\.self) == places.compactMap(\.self).sorted())
        }
    }
}
