import SlackWire

/// What stands for each secret of a session: `REDACTED-1`, or `xoxb-REDACTED-1` for a bot's token.
///
/// The same secret has the same placeholder wherever it stands, so that a redacted session still matches
/// and its causes can still be followed. With a key, a tag that depends on the secret takes the place of
/// the number. Nothing here is ever printed.
package struct Placeholders {
    private static let word = Array("REDACTED-".utf8)
    private static let bareWord = Array(word.dropLast())

    private let key: RedactionKey?
    private var known: [[UInt8]: [UInt8]] = [:]
    /// Parts of secrets that stand for the whole.
    private var parts: [[UInt8]: [UInt8]] = [:]
    /// The number given last, for each prefix.
    private var numbers: [[UInt8]: Int]
    /// The number given first.
    private let firstNumber: Int
    /// The largest number that was there before, for each prefix.
    var found: [[UInt8]: Int] = [:]

    /// Starts without secrets.
    ///
    /// - Parameters:
    ///   - taken: For each prefix, the number up to which placeholders stand there already.
    ///   - number: Above which all others begin.
    init(key: RedactionKey? = nil, taken: [[UInt8]: Int] = [:], above number: Int = 0) {
        self.key = key
        numbers = taken
        firstNumber = number + 1
    }

    /// The largest number of a placeholder that stands in a text, 0 if none does.
    static func largestNumber(in text: String) -> Int {
        let parts = text.split(separator: "REDACTED-", omittingEmptySubsequences: false)
        return parts.dropFirst().compactMap { Int($0.prefix(9).prefix(while: \.isNumber)) }.max()
            ?? 0
    }

    /// The placeholder for a secret; `nil` if it is one already, or empty.
    ///
    /// - Parameter prefix: How the placeholder begins, for example `xoxb-`.
    mutating func placeholder(for secret: [UInt8], prefix: [UInt8] = []) -> [UInt8]? {
        guard !secret.isEmpty else { return nil }
        switch Self.tag(of: secret, prefix: prefix) {
        case .number(let number):
            // Placeholders of an earlier redaction keep their numbers to themselves.
            numbers[prefix] = max(numbers[prefix] ?? 0, number)
            found[prefix] = max(found[prefix] ?? 0, number)
            return nil
        case .code: return nil
        case nil: break
        }
        let identity = DecodedLayer.plain(secret)
        if let placeholder = known[identity] ?? parts[identity] { return placeholder }
        let placeholder = prefix + Self.word + nextTag(identity, prefix)
        known[identity] = placeholder
        return placeholder
    }

    /// What stands for a secret that was seen before.
    func known(for secret: [UInt8]) -> [UInt8]? { known[secret] ?? parts[secret] }

    /// A part of a secret is as good as the whole, whose placeholder this is.
    mutating func insert(_ placeholder: [UInt8], forPart secret: [UInt8]) {
        parts[secret] = placeholder
    }

    /// How many secrets were replaced.
    var count: Int { known.count }

    /// Whether bytes are what stands for a secret, and nothing else; of a token it is not.
    static func isPlaceholder(_ bytes: ArraySlice<UInt8>) -> Bool {
        tag(of: Array(bytes), prefix: []) != nil
    }

    /// Whether what stands for a secret stands somewhere in bytes.
    package static func holdsPlaceholder(_ bytes: [UInt8]) -> Bool {
        ByteSearch.firstOffset(of: word, in: bytes.span, from: 0) != nil
    }

    /// Whether the word of placeholders stands somewhere in bytes, with or without a tag.
    static func holdsWord(_ bytes: [UInt8]) -> Bool {
        ByteSearch.firstOffset(of: bareWord, in: bytes.span, from: 0) != nil
    }

    private mutating func nextTag(_ secret: [UInt8], _ prefix: [UInt8]) -> [UInt8] {
        if let key { return key.tag(of: secret) }
        let number = numbers[prefix].map { $0 + 1 } ?? firstNumber
        numbers[prefix] = number
        return Array(String(number).utf8)
    }

    private enum Tag {
        case number(Int)
        case code
    }

    /// What follows the word in a placeholder; `nil` if this is none.
    private static func tag(of secret: [UInt8], prefix: [UInt8]) -> Tag? {
        guard secret.starts(with: prefix) else { return nil }
        let rest = secret.dropFirst(prefix.count)
        guard rest.starts(with: word) else { return nil }
        let tag = rest.dropFirst(word.count)
        if (1...9).contains(tag.count), tag.allSatisfy(ASCII.isDigit) {
            return .number(Int(String(decoding: tag, as: UTF8.self)) ?? 0)
        }
        let isCode =
            tag.count == RedactionKey.tagLength
            && tag.allSatisfy { Hexadecimal.value(of: $0) != nil && $0 == ASCII.lowercase($0) }
        return isCode ? .code : nil
    }
}
