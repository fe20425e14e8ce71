import SlackWire

/// A body in chunks (RFC 9112 §7.1), read as it comes, without I/O.
struct ChunkedBody {
    private enum Place {
        /// In the line with a chunk's size.
        case size
        /// In a chunk, or in the line break behind it.
        case chunk(left: Int)
        /// Behind the last chunk.
        case trailer
    }

    private var place = Place.size
    private var line: [UInt8] = []
    /// Whether its end has come, or what comes are no chunks.
    private(set) var isComplete = false

    /// What the next bytes hold of the content.
    mutating func content(of bytes: [UInt8]) -> [UInt8] {
        var content: [UInt8] = []
        var rest = bytes[...]
        while !isComplete, let byte = rest.first {
            if case .chunk(let left) = place {
                // The line break is no content.
                content += rest.prefix(max(left - 2, 0))
                let count = min(left, rest.count)
                rest = rest.dropFirst(count)
                place = left == count ? .size : .chunk(left: left - count)
                continue
            }
            rest = rest.dropFirst()
            if byte != UInt8(ascii: "\n") {
                line.append(byte)
            } else {
                endLine()
            }
            isComplete = isComplete || line.count > 4096
        }
        return content
    }

    private mutating func endLine() {
        let text = String(decoding: line.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
        line = []
        switch place {
        case .size:
            let digits = text.prefix { $0 != ";" && $0 != " " }
            guard let size = Int(digits, radix: 16), size >= 0, size < 1 << 40 else {
                isComplete = true
                return
            }
            place = size == 0 ? .trailer : .chunk(left: size + 2)
        case .trailer: isComplete = text.isEmpty
        case .chunk: break
        }
    }
}
