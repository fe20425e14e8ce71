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

    /// The same by a plain walk: what stands between other bytes, without marks at its ends.
    private func plainRuns(_ bytes: [UInt8]) -> [[UInt8]] {
        var runs: [[UInt8]] = []
        var run: [UInt8] = []
        func end() {
            let marks = Array(".-_".utf8)
            while let first = run.first, marks.contains(first) { run.removeFirst() }
            while let last = run.last, marks.contains(last) { run.removeLast() }
            if !run.isEmpty { runs.append(run) }
            let places = Placeholder.ranges(in: run)
            for place in places where run.count > 10 && place.count < run.count {
                runs.append(Array(run[place]))
            }
            run = []
        }
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
                || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
                || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte || Array(".-_".utf8).contains(byte)
            {
                run.append(byte)
            } else {
                end()
                if byte == UInt8(ascii: "\\"), index + 1 < bytes.count {
                    index += bytes[index + 1] == UInt8(ascii: "u") ? 5 : 1
                }
            }
            index += 1
        }
        end()
        return runs
    }

    @Test func `Runs of any bytes are those of a plain walk`() {
        var random = SeededGenerator(seed: 9)
        let words = [
            "REDACTED-12", "REDACTED-", "-", "D-", "ab.9", "\\u00e9", "\\n", "\"", "é", " ",
        ]
        for _ in 0..<2_000 {
            var bytes: [UInt8] = []
            for _ in 0..<random.next(below: 12) {
                if random.next(below: 3) == 0 {
                    bytes.append(UInt8(random.next(below: 256)))
                } else {
                    bytes += Array(words[random.next(below: words.count)].utf8)
                }
            }
            var found: [[UInt8]] = []
            ValueRuns.visit(bytes) { found.append(Array($0)) }
            #expect(found == plainRuns(bytes), "\(String(decoding: bytes, as: UTF8.self))")
        }
    }
}
