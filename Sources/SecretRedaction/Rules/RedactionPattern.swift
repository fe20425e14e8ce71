/// A pattern for secrets of the user's own, found wherever they stand: `EMP-######`, `ghp_*`.
///
/// It begins with three characters that stand for themselves, which keeps the search fast. Behind them
/// `#` is a digit, `?` any character and `*` any number of them; none of the two goes beyond white space,
/// quotes, angle brackets, commas, semicolons, ampersands or bars. A backslash makes the next character stand for itself.
/// As much as possible is matched, in time linear in the text.
public struct RedactionPattern: Sendable, Hashable {
    /// Why a text is no pattern.
    public enum Problem: Error, Sendable, Hashable {
        /// It does not begin with three characters that stand for themselves.
        case noLiteralStart
        /// It has more than 60 characters.
        case tooLong
    }

    private enum Step: Hashable {
        case byte(UInt8)
        case digit
        case any
        case run
    }

    private let steps: [Step]
    /// The characters at the beginning that stand for themselves.
    let literal: String

    private static let lengthLimit = 60
    private static let literalLength = 3
    /// The longest text that one match takes in.
    private static let reach = 512

    /// Reads a pattern.
    ///
    /// - Throws: ``Problem`` if it is none; the pattern is not quoted, it may hold a secret.
    public init(_ spelling: String) throws(Problem) {
        var steps: [Step] = []
        var isEscaped = false
        for byte in spelling.utf8 {
            switch byte {
            case UInt8(ascii: "\\") where !isEscaped:
                isEscaped = true
                continue
            case UInt8(ascii: "#") where !isEscaped: steps.append(.digit)
            case UInt8(ascii: "?") where !isEscaped: steps.append(.any)
            case UInt8(ascii: "*") where !isEscaped: steps.append(.run)
            default: steps.append(.byte(byte))
            }
            isEscaped = false
        }
        guard steps.count <= Self.lengthLimit else { throw .tooLong }
        let literal = steps.prefix { if case .byte = $0 { true } else { false } }
        guard literal.count >= Self.literalLength else { throw .noLiteralStart }
        self.steps = steps
        self.literal = String(
            decoding: literal.compactMap { if case .byte(let byte) = $0 { byte } else { nil } },
            as: UTF8.self
        )
    }

    /// How long the longest match at a place is; `nil` if there is none.
    ///
    /// All ways through the pattern are followed at once, a bit for each step.
    func length(of bytes: [UInt8], at start: Int) -> Int? {
        var states = skippingRuns(1)
        var longest: Int?
        var index = start
        while states != 0, index < bytes.count, index - start < Self.reach {
            let byte = bytes[index]
            var next: UInt64 = 0
            for (number, step) in steps.enumerated() where states & (1 << UInt64(number)) != 0 {
                switch step {
                case .byte(byte): next |= 1 << UInt64(number + 1)
                case .digit where ASCII.isDigit(byte): next |= 1 << UInt64(number + 1)
                case .any where !Self.isDelimiter(byte): next |= 1 << UInt64(number + 1)
                case .run where !Self.isDelimiter(byte): next |= 1 << UInt64(number)
                default: break
                }
            }
            states = skippingRuns(next)
            index += 1
            if states & (1 << UInt64(steps.count)) != 0 { longest = index - start }
        }
        return longest
    }

    /// The states, and those behind runs, which may be empty.
    private func skippingRuns(_ states: UInt64) -> UInt64 {
        var states = states
        for (number, step) in steps.enumerated()
        where step == .run && states & (1 << UInt64(number)) != 0 {
            states |= 1 << UInt64(number + 1)
        }
        return states
    }

    private static func isDelimiter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "<"),
            UInt8(ascii: ">"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "&"),
            UInt8(ascii: "|"), UInt8(ascii: "\\"):
            true
        default: false
        }
    }
}
