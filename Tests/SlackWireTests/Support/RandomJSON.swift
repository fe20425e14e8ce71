import RepriseFloor
import SlackWire

/// Random documents, and random spellings of them.
struct RandomJSON {
    private var generator: SeededGenerator
    private let names = ["type", "ts", "channel", "text", "item", "message", "id", "é", "a\"b", ""]
    private let pieces = [
        "a", "Z", "/", "\\", "\"", "\n", "\t", "\u{1}", "\u{7f}", "é", "e\u{301}", "€", "😀",
        "\u{ffff}",
        "\u{10ffff}", "wss://x/y", "<@U1>", "         ", "\u{2028}", "}", "]", "{", ",", ":",
    ]
    private let numbers = [
        "0", "-0", "7", "-12", "1355517523.000005", "1e3", "2.5E-7", "1403299273342", "0.1",
    ]

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    /// A value that nests at most that deep.
    mutating func value(depth: Int = 4) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &generator) {
        case 0: .null
        case 1: .bool(Bool.random(using: &generator))
        case 2: .number(numbers.randomElement(using: &generator) ?? "0")
        case 3, 4: .string(text())
        case 5:
            .array(
                (0..<Int.random(in: 0..<4, using: &generator)).map { _ in value(depth: depth - 1) }
            )
        default: object(depth: depth - 1)
        }
    }

    /// An object; names may repeat.
    mutating func object(depth: Int = 3) -> JSONValue {
        .object(
            (0..<Int.random(in: 0..<7, using: &generator)).map { _ in
                JSONMember(names.randomElement(using: &generator) ?? "", value(depth: depth))
            }
        )
    }

    /// A spelling of the value with white space and needless escapes here and there.
    mutating func spelling(of value: JSONValue) -> String {
        let core =
            switch value {
            case .null, .bool, .number: value.compactText
            case .string(let text): spelling(of: text)
            case .array(let elements):
                "[" + elements.map { spelling(of: $0) }.joined(separator: ",") + space() + "]"
            case .object(let members):
                "{" + space()
                    + members.map { member in
                        spelling(of: member.name) + space() + ":" + spelling(of: member.value)
                    }.joined(separator: "," + space()) + "}"
            }
        return space() + core + space()
    }

    /// Any index below a bound.
    mutating func index(below bound: Int) -> Int { Int.random(in: 0..<bound, using: &generator) }

    private mutating func text() -> String {
        (0..<Int.random(in: 0..<9, using: &generator))
            .map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
    }

    private mutating func space() -> String {
        ["", "", "", " ", "\n", "\t\r "].randomElement(using: &generator) ?? ""
    }

    private mutating func spelling(of text: String) -> String {
        var spelled = "\""
        for unit in text.utf16 { spelled += spelling(of: unit, in: text) }
        return spelled + "\""
    }

    /// One UTF-16 unit: as it is where that is allowed, or one of its escapes.
    private mutating func spelling(of unit: UInt16, in text: String) -> String {
        let digits = String(unit, radix: 16, uppercase: Bool.random(using: &generator))
        let escape = "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        guard let scalar = Unicode.Scalar(unit) else { return escape }
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case "/": return Bool.random(using: &generator) ? "\\/" : "/"
        case "\n": return "\\n"
        case "\t": return "\\t"
        case _ where unit < 0x20: return escape
        default: return index(below: 5) == 0 ? escape : String(Character(scalar))
        }
    }
}
