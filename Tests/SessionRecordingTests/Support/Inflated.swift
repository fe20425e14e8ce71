import CZlib

/// Another way to look into a fixture, that shares no code with the reader.
enum Inflated {
    struct Contents {
        var text: [UInt8] = []
        var hasHeader = false
        var entries = 0
        var hasEndMark = false
    }

    /// What zlib itself makes of a cut file, and which of its lines are whole.
    static func prefix(of bytes: [UInt8]) -> Contents {
        lines(of: inflate(bytes))
    }

    /// What zlib makes of what `compress` wrote.
    static func zlib(_ bytes: [UInt8]) -> [UInt8] { inflate(bytes, windowBits: 15) }

    /// Which lines of a text are whole objects.
    static func lines(of text: [UInt8]) -> Contents {
        var contents = Contents(text: text)
        for (index, line) in text.split(separator: 0x0a).enumerated() where isWhole(line) {
            let start = String(decoding: line.prefix(8), as: UTF8.self)
            if index == 0 {
                contents.hasHeader = start.hasPrefix(#"{"repris"#) && line.count < text.count
            } else if start.hasPrefix(#"{"at""#) {
                contents.entries += 1
            } else if start.hasPrefix(#"{"end""#) {
                contents.hasEndMark = true
            }
        }
        return contents
    }

    /// Whether the brackets outside of strings match.
    private static func isWhole(_ line: ArraySlice<UInt8>) -> Bool {
        var depth = 0
        var isInString = false
        var isEscape = false
        for byte in line {
            if isInString {
                if isEscape {
                    isEscape = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscape = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
        }
        return depth == 0 && !isInString && !line.isEmpty
    }

    private static func inflate(_ bytes: [UInt8], windowBits: Int32 = 15 + 16) -> [UInt8] {
        var stream = z_stream()
        var input = bytes
        var text = [UInt8](repeating: 0, count: 1 << 16)
        inflateInit2_(&stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        defer { inflateEnd(&stream) }
        var whole: [UInt8] = []
        input.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            repeat {
                text.withUnsafeMutableBufferPointer { text in
                    stream.next_out = text.baseAddress
                    stream.avail_out = UInt32(text.count)
                    _ = CZlib.inflate(&stream, Z_SYNC_FLUSH)
                }
                whole += text.prefix(text.count - Int(stream.avail_out))
            } while stream.avail_out == 0
        }
        return whole
    }
}
