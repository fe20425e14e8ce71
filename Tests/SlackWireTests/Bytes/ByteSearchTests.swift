import RepriseFloor
import SlackWire
import Testing

struct `Byte search` {
    @Test(arguments: 0..<20)
    func `The first occurrence is found, overlaps or not`(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        func bytes(_ count: Int) -> [UInt8] {
            (0..<count).map { _ in UInt8.random(in: 0..<2, using: &generator) }
        }
        for _ in 0..<200 {
            let text = bytes(Int.random(in: 0..<24, using: &generator))
            let needle = bytes(Int.random(in: 1..<6, using: &generator))
            let start = Int.random(in: 0...text.count, using: &generator)
            let expected = (start..<max(start, text.count - needle.count + 1)).first {
                Array(text[$0..<$0 + needle.count]) == needle
            }
            let found = ByteSearch.firstOffset(of: needle, in: text.span, from: start)
            #expect(found == expected)
        }
    }

    @Test func `Nothing is found everywhere, and too much nowhere`() {
        let text: [UInt8] = [1, 2]
        let found = [[], [1, 2, 3]].map { ByteSearch.firstOffset(of: $0, in: text.span, from: 1) }
        #expect(found == [1, nil])
        let matches = [1, -1, 2].map { ByteSearch.matches([2], in: text.span, at: $0) }
        #expect(matches == [true, false, false])
    }
}
