/// Walks a valid document and notes its string values, without recursion.
///
/// What is known of the way to a value is kept on a stack, one item for each container that is open: a string
/// costs the same however deep it stands and however long the names around it are.
struct JSONStringWalk<Way> {
    /// A container that is open, and the way to it.
    private struct Container {
        var way: Way
        var isObject: Bool
    }

    private var open: [Container] = []
    /// The way to the value at hand.
    private var way: Way
    private var expectsName = false
    private let enter: (Way, JSONStep) -> Way

    init(from root: Way, entering enter: @escaping (Way, JSONStep) -> Way) {
        way = root
        self.enter = enter
    }

    /// The wanted strings of a document that is known to be valid.
    mutating func strings(
        _ bytes: RawSpan,
        where isWanted: (Way) -> Bool
    ) -> [(way: Way, place: JSONStringPlace)] {
        var found: [(way: Way, place: JSONStringPlace)] = []
        var offset = 0
        while offset < bytes.byteCount {
            let byte = bytes.byte(offset)
            guard byte == UInt8(ascii: "\"") else {
                structure(byte)
                offset += 1
                continue
            }
            let end = bytes.endOfString(from: offset + 1)
            let range = offset..<end.offset
            if expectsName, let object = open.last {
                expectsName = false
                way = enter(object.way, .member(Self.text(bytes, range, end.isEscaped)))
            } else if isWanted(way) {
                let text = Self.text(bytes, range, end.isEscaped)
                found.append((way, JSONStringPlace(range: range, text: text)))
            }
            offset = end.offset
        }
        return found
    }

    /// Takes in a byte that is not part of a string.
    private mutating func structure(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "{"):
            open.append(Container(way: way, isObject: true))
            expectsName = true
        case UInt8(ascii: "["):
            open.append(Container(way: way, isObject: false))
            way = enter(way, .elements)
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            expectsName = false
            if let container = open.popLast() { way = container.way }
        case UInt8(ascii: ","): expectsName = open.last?.isObject == true
        default: break
        }
    }

    private static func text(_ bytes: RawSpan, _ range: Range<Int>, _ isEscaped: Bool) -> String {
        bytes.text(range.lowerBound + 1..<range.upperBound - 1, isEscaped: isEscaped)
    }
}
