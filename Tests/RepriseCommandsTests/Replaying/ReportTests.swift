import Foundation
import RepriseHarness
import SlackReplay
import SlackWire
import Testing

@testable import RepriseCommands

@Suite struct ReportTests {
    private static let results = [
        ReplayResult(
            task: ReplayTask(path: "f/a", name: "a"),
            verdict: .asRecorded,
            elapsed: .milliseconds(1_250)
        ),
        ReplayResult(
            task: ReplayTask(path: "f/<b>", name: "<b>", seed: 7),
            verdict: .differs([
                Finding("it said \"x\" & \u{1b}", place: "at 1", expected: ["<"], actual: [">"])
            ]),
            again: "reprise replay 'f/<b>' --seed 7 -- bot",
            elapsed: .milliseconds(5)
        ),
        ReplayResult(
            task: ReplayTask(path: "f/c", name: "c"),
            verdict: .failed("it is no fixture"),
            elapsed: .zero
        ),
    ]

    @Test func `JUnit XML counts, and says what differs`() throws {
        let text = JUnitReport(results: Self.results).text
        #expect(text.contains(#"tests="3" failures="1" errors="1" time="1.255""#))
        #expect(text.contains(#"name="&lt;b&gt; seed 7" time="0.005""#))
        #expect(text.contains(#"message="it said &quot;x&quot; &amp; "# + "\u{fffd}\""))
        #expect(text.contains("--seed 7 -- bot"))
        #expect(text.contains(#"<error type="failed" message="it is no fixture"/>"#))
    }

    @Test func `JSON has one object for each replay`() throws {
        let values = Self.results.map(\.json)
        #expect(values.map { $0["outcome"] } == ["passed", "differs", "failed"])
        #expect(values[1]["seed"] == 7)
        #expect(values[1]["findings"]?.array?.first?["expected"] == ["<"])
        #expect(values[2]["error"] == "it is no fixture")
        #expect(values.allSatisfy { !$0.compactText.contains("\n") })
    }

    @Test func `Shards share everything out, evenly and once`() throws {
        let all = Array(0..<10)
        let shards = try (1...3).map { try #require(Shard(argument: "\($0)/3")).share(of: all) }
        #expect(shards.flatMap(\.self).sorted() == all)
        #expect(shards.map(\.count) == [4, 3, 3])
    }

    @Test(arguments: ["0/3", "4/3", "1", "1/0", "a/b", "1/2/3", "-1/2", ""])
    func `A shard that makes no sense is none`(text: String) {
        #expect(Shard(argument: text) == nil)
    }

    @Test(arguments: ["0", "-1", "fast", "inf", "nan", "1e-320"])
    func `A pace that makes no sense is none`(text: String) {
        #expect(throws: (any Error).self) { try PaceOption.parse(text) }
    }
}
