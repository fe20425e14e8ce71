import RepriseFloor
import Testing

@testable import SlackReplay

/// Which values are found in bytes.
@Suite struct ValueRunsTests {
    private func runs(_ text: String) -> [String] {
        var runs: [String] = []
        ValueRuns.visit(Array(text.utf8)) { runs.append(String(decoding: $0, as: UTF8.self)) }
        return runs
    }

    @Test func `A value is a run without the marks at its ends`() {
        #expect(runs(#"{"ts":"1.25", "a": -7}"#) == ["ts", "1.25", "a", "7"])
        #expect(runs("--a-b_.") == ["a-b"])
        #expect(runs("... - x") == ["x"])
        #expect(runs("").isEmpty && runs("é").isEmpty)
    }

    @Test func `Escapes are no part of one, wherever they stand`() {
        #expect(runs(#"a\nb\u00e9c\\d"#) == ["a", "b", "c", "d"])
        #expect(runs(#"a\"#) == ["a"] && runs(#"a\u00"#) == ["a"])
    }

    @Test func `A placeholder inside a run is one of its own`() {
        #expect(runs("xoxb-REDACTED-1") == ["xoxb-REDACTED-1"])
        #expect(runs("id-REDACTED-12.zip") == ["id-REDACTED-12.zip", "REDACTED-12"])
    }

    @Test func `The hash is that of the bytes at the place`() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<200 {
            let bytes = (0..<random.next(below: 60) + 1).map { _ in
                Array(#"ab9-._"\u{é"#.utf8)[random.next(below: 11)]
            }
            ValueRuns.visit(places: bytes) { place in
                #expect(ValueRuns.hash(bytes.span.bytes, place) == ValueRuns.hash(bytes[place]))
            }
        }
    }
}
