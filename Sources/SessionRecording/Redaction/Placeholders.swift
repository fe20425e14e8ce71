/// What stands for each secret of a session: `REDACTED-1`, or `xoxb-REDACTED-1` for a bot's token.
///
/// The same secret has the same placeholder wherever it stands, so that a redacted session still matches
/// and its causes can still be followed. Nothing here is ever printed.
struct Placeholders {
    private static let word = Array("REDACTED-".utf8)

    private var known: [[UInt8]: [UInt8]] = [:]
    /// The number given last, for each prefix.
    private var numbers: [[UInt8]: Int] = [:]

    /// The placeholder for a secret; `nil` if it is one already, or empty.
    ///
    /// - Parameter prefix: How the placeholder begins, for example `xoxb-`.
    mutating func placeholder(for secret: [UInt8], prefix: [UInt8] = []) -> [UInt8]? {
        guard !secret.isEmpty else { return nil }
        if let number = Self.number(of: secret, prefix: prefix) {
            // Placeholders of an earlier redaction keep their numbers to themselves.
            numbers[prefix] = max(numbers[prefix] ?? 0, number)
            return nil
        }
        if let placeholder = known[secret] { return placeholder }
        let number = (numbers[prefix] ?? 0) + 1
        numbers[prefix] = number
        let placeholder = prefix + Self.word + Array(String(number).utf8)
        known[secret] = placeholder
        return placeholder
    }

    /// Whether a secret was seen before.
    func isKnown(_ secret: [UInt8]) -> Bool {
        known[secret] != nil
    }

    /// How many secrets were replaced.
    var count: Int { known.count }

    private static func number(of secret: [UInt8], prefix: [UInt8]) -> Int? {
        guard secret.starts(with: prefix) else { return nil }
        let rest = secret.dropFirst(prefix.count)
        guard rest.starts(with: word) else { return nil }
        let digits = rest.dropFirst(word.count)
        guard (1...9).contains(digits.count), digits.allSatisfy(ASCII.isDigit) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self))
    }
}
