import Testing

@testable import SessionRecording

@Suite struct LineSplitterTests {
    private func lines(_ text: String, pieces: Int) -> ([String], String) {
        var splitter = LineSplitter(lineLimit: 1 << 20, capacity: 16)
        var lines: [String] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            var piece = bytes[start..<min(start + pieces, bytes.count)]
            while !piece.isEmpty {
                let taken = splitter.put { memory in
                    let count = min(memory.count, piece.count)
                    memory.copyBytes(from: piece.prefix(count))
                    return count
                }
                piece = piece.dropFirst(taken)
                while let line = splitter.next() { lines.append(splitter.bytes[line].text) }
            }
        }
        return (lines, splitter.bytes[splitter.remainder()].text)
    }

    @Test(arguments: [1, 2, 3, 7, 100])
    func `Lines come out whole in whatever pieces the text comes in`(pieces: Int) {
        let long = String(repeating: "x", count: 70)
        let (found, rest) = lines("a\n\nbc\r\n\(long)\n\rd\nrest", pieces: pieces)
        #expect(found == ["a", "", "bc", long, "\rd"])
        #expect(rest == "rest")
    }

    @Test func `A line over the limit is noticed before its end has come`() {
        var splitter = LineSplitter(lineLimit: 10, capacity: 16)
        for _ in 0..<11 {
            #expect(!splitter.isOverLimit)
            splitter.put { memory in
                memory[0] = 0x61
                return 1
            }
            let line = splitter.next()
            #expect(line == nil)
        }
        #expect(splitter.isOverLimit)
    }
}

extension ArraySlice<UInt8> {
    fileprivate var text: String { String(decoding: self, as: UTF8.self) }
}
