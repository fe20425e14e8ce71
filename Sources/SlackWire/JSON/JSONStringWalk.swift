/// Walks a valid document and notes its string values, without recursion.
struct JSONStringWalk {
    private var path: [JSONPathComponent] = []
    private var found: [JSONStringPlace] = []

    /// The wanted strings of a document that is known to be valid.
    mutating func strings(
        _ bytes: RawSpan,
        where isWanted: ([JSONPathComponent]) -> Bool
    ) -> [JSONStringPlace] {
        var offset = 0
        var expectsName: [Bool] = []
        while offset < bytes.byteCount {
            switch bytes.byte(offset) {
            case UInt8(ascii: "{"):
                expectsName.append(true)
                path.append(.name(""))
            case UInt8(ascii: "["):
                expectsName.append(false)
                path.append(.index(0))
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                expectsName.removeLast()
                path.removeLast()
            case UInt8(ascii: ","):
                if case .index(let index) = path.last {
                    path[path.count - 1] = .index(index + 1)
                } else {
                    expectsName[expectsName.count - 1] = true
                }
            case UInt8(ascii: "\""):
                let end = bytes.endOfString(from: offset + 1)
                let range = offset..<end.offset
                if expectsName.last == true {
                    expectsName[expectsName.count - 1] = false
                    path[path.count - 1] = .name(Self.text(bytes, range, end.isEscaped))
                } else if isWanted(path) {
                    let text = Self.text(bytes, range, end.isEscaped)
                    found.append(JSONStringPlace(path: path, range: range, text: text))
                }
                offset = end.offset
                continue
            default: break
            }
            offset += 1
        }
        return found
    }

    private static func text(_ bytes: RawSpan, _ range: Range<Int>, _ isEscaped: Bool) -> String {
        bytes.text(range.lowerBound + 1..<range.upperBound - 1, isEscaped: isEscaped)
    }
}
