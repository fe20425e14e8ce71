import RepriseFloor
import SlackWire

/// Spellings that no needle stands for, and what needles cannot tell: whether any of them stands in bytes.
///
/// Most payloads hold none of the few bytes that all of these begin with, so that what is looked for is these bytes, many
/// at a time.
enum UnusualSpelling {
    static func stands(in memory: UnsafeRawBufferPointer) -> Bool {
        stands(UInt8(ascii: "%"), in: memory, percentEscape)
            || stands(UInt8(ascii: "&"), in: memory, entity)
            || stands(UInt8(ascii: "@"), in: memory, password)
            || stands(UInt8(ascii: "\\"), in: memory, backslash)
            || stands(0x0a, in: memory, lineOfBase64) || typography(memory)
            || isCompressed(memory)
    }

    /// Whether base64 of zlib seems to stand in bytes.
    static func isCompressed(_ memory: UnsafeRawBufferPointer) -> Bool {
        guard memory.count >= CompressedRun.shortest else { return false }
        return isCompressed(memory, CompressedRun.usual) || isCompressed(memory, CompressedRun.best)
    }

    /// Whether that stands around a mark, before which nearly always another byte stands.
    @inline(__always)
    private static func isCompressed(_ memory: UnsafeRawBufferPointer, _ mark: UInt8) -> Bool {
        var index = 1
        while let found = ByteSearch.firstOffset(of: mark, in: memory, index..<memory.count) {
            if memory[found &- 1] == UInt8(ascii: "e"),
                CompressedRun.stands(around: found, in: memory)
            {
                return true
            }
            index = found &+ 1
        }
        return false
    }

    /// What is at a byte: whether it is looked for, and where to go on if not.
    private typealias Look = (isFound: Bool, next: Int)

    @inline(__always)
    private static func stands(
        _ mark: UInt8,
        in memory: UnsafeRawBufferPointer,
        _ look: (UnsafeRawBufferPointer, Int) -> Look
    ) -> Bool {
        var index = 0
        while index < memory.count,
            let found = ByteSearch.firstOffset(of: mark, in: memory, index..<memory.count)
        {
            let (isFound, next) = look(memory, found)
            if isFound { return true }
            index = next
        }
        return false
    }

    private static func percentEscape(_ memory: UnsafeRawBufferPointer, _ index: Int) -> Look {
        let isFound =
            index + 2 < memory.count && Hexadecimal.value(of: memory[index + 1]) != nil
            && Hexadecimal.value(of: memory[index + 2]) != nil
        return (isFound, index + 1)
    }

    /// A numbered entity of HTML, or one with a name other than those that stand in each of Slack's texts.
    private static func entity(_ memory: UnsafeRawBufferPointer, _ index: Int) -> Look {
        var next = index + 1
        while next < memory.count {
            if memory[next] == UInt8(ascii: "#") { return (true, next) }
            var end = next
            while end < memory.count, end - next < 16, ASCII.isAlphanumeric(memory[end]) {
                end += 1
            }
            guard end > next, end < memory.count, memory[end] == UInt8(ascii: ";") else { break }
            let name = memory[next..<end]
            guard usualEntities.contains(where: { $0.elementsEqual(name) }) else {
                return (true, end)
            }
            next = end + 1
            // An ampersand that is one of an entity itself.
            guard name.elementsEqual(usualEntities[0]) else { break }
        }
        return (false, next)
    }

    private static let usualEntities = ["amp", "lt", "gt", "quot", "apos"].map { Array($0.utf8) }

    /// `//name:password@` or the like.
    private static func password(_ memory: UnsafeRawBufferPointer, _ at: Int) -> Look {
        var start = at
        while start > 0, at - start < 256, !endsUser(memory[start - 1]) { start -= 1 }
        let isFound = at - start > 2 && start > 1 && memory[start - 1] == UInt8(ascii: "/")
        return (isFound, at + 1)
    }

    private static func endsUser(_ byte: UInt8) -> Bool {
        byte <= 0x20 || "/\"'<>(),|\\@".utf8.contains(byte)
    }

    /// A backslash before anything else than JSON has behind one (pasted JSON has two), or before the end of a line of
    /// base64.
    private static func backslash(_ memory: UnsafeRawBufferPointer, _ index: Int) -> Look {
        guard index + 1 < memory.count else { return (false, index + 1) }
        var next = index + 1
        if memory[next] == UInt8(ascii: "\\") {
            next += 1
            guard next < memory.count else { return (false, next) }
        }
        switch memory[next] {
        case UInt8(ascii: "n"), UInt8(ascii: "r"):
            return (endsLineOfBase64(memory, index), next)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "t"):
            return (false, index + 2)
        case UInt8(ascii: "u"):
            // Of those with four digits needles tell.
            return (next + 1 < memory.count && memory[next + 1] == UInt8(ascii: "{"), next)
        case let byte:
            let isMark = byte > 0x20 && byte < 0x7f && !ASCII.isAlphanumeric(byte)
            let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "3")).contains(byte)
            let isLetter = byte == UInt8(ascii: "x") || byte == UInt8(ascii: "U")
            return (isMark || isDigit || isLetter, next)
        }
    }

    /// The end of a line of base64: a needle may be broken in two there.
    private static func lineOfBase64(_ memory: UnsafeRawBufferPointer, _ index: Int) -> Look {
        (endsLineOfBase64(memory, index), index + 1)
    }

    /// Whether so many digits stand before an end of a line, which may have two bytes.
    private static func endsLineOfBase64(_ memory: UnsafeRawBufferPointer, _ end: Int) -> Bool {
        guard end >= Base64Run.shortestLine else { return false }
        let line = memory[end - Base64Run.shortestLine..<end - 1]
        return line.reversed().allSatisfy(Base64Run.isDigit)
    }

    /// Whether a line of base64 ends in bytes, as it is or in JSON.
    static func isBase64InLines(_ memory: UnsafeRawBufferPointer) -> Bool {
        guard memory.count > Base64Run.shortestLine else { return false }
        return stands(0x0a, in: memory, lineOfBase64)
            || stands(UInt8(ascii: "\\"), in: memory) { memory, index in
                let next = index + 1
                guard next < memory.count,
                    memory[next] == UInt8(ascii: "n") || memory[next] == UInt8(ascii: "r")
                else { return (false, index + 2) }
                return (endsLineOfBase64(memory, index), index + 2)
            }
    }

    /// A character that stands for one of ASCII, or for none.
    private static func typography(_ memory: UnsafeRawBufferPointer) -> Bool {
        let start = memory.bytes.endOfASCII(from: 0)
        guard start < memory.count else { return false }
        return Typography.stands(in: UnsafeRawBufferPointer(rebasing: memory[start...]))
    }
}
