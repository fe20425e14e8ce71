/// Base64 of compressed bytes, as bots keep their state in a message: where it begins in a text.
enum CompressedRun {
    /// The fewest digits that are looked into.
    static let shortest = 24

    /// What base64 of gzip begins with, in letters of either case: the third byte is the method, the fourth holds five flags.
    static let needles = "ABCDEFGH".map { "H4sI\($0)" }

    /// The digit behind the `e` that base64 of zlib begins with, compressed by level 6, which is what all use who say nothing.
    static let usual = UInt8(ascii: "J")
    /// The same for level 9.
    static let best = UInt8(ascii: "N")

    /// Whether base64 of zlib seems to stand in bytes, one of whose marks is at hand.
    static func stands(around mark: Int, in memory: UnsafeRawBufferPointer) -> Bool {
        let start = mark - 1
        guard start >= 0, start + shortest <= memory.count, memory[start] == UInt8(ascii: "e"),
            isBehindMark(memory[mark], memory[mark + 1]), mayBegin(at: start, in: memory)
        else { return false }
        return memory[start..<start + shortest].allSatisfy(Base64Run.isDigit)
    }

    /// Where in a run base64 of compressed bytes may begin, and as what, from a place on.
    static func start(
        in bytes: [UInt8],
        _ run: Range<Int>
    ) -> (place: Int, form: CompressionForm)? {
        bytes.withUnsafeBytes { memory in
            var index = run.lowerBound
            while index + shortest <= run.upperBound {
                defer { index += 1 }
                if memory[index] == UInt8(ascii: "H"), isGzip(memory, index) {
                    return (index, .gzip)
                }
                if memory[index] == UInt8(ascii: "e"),
                    isBehindMark(memory[index + 1], memory[index + 2]),
                    index == run.lowerBound || mayBegin(at: index, in: memory)
                {
                    return (index, .zlib)
                }
            }
            return nil
        }
    }

    private static func isGzip(_ memory: UnsafeRawBufferPointer, _ index: Int) -> Bool {
        memory[index + 1] == UInt8(ascii: "4") && memory[index + 2] == UInt8(ascii: "s")
            && memory[index + 3] == UInt8(ascii: "I")
    }

    private static func isBehindMark(_ first: UInt8, _ second: UInt8) -> Bool {
        switch first {
        case usual: (UInt8(ascii: "w")...UInt8(ascii: "z")).contains(second)
        case best: (UInt8(ascii: "o")...UInt8(ascii: "r")).contains(second)
        default: false
        }
    }

    /// Whether no word goes on there: a letter that belongs to an escape (`\n`) belongs to none.
    private static func mayBegin(at start: Int, in memory: UnsafeRawBufferPointer) -> Bool {
        guard start > 0, ASCII.isAlphanumeric(memory[start - 1]) else { return true }
        return start > 1 && memory[start - 2] == UInt8(ascii: "\\")
    }
}
