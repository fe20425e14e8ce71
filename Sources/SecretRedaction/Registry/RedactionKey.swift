import SlackWire

/// A key of the user's own, with which the same secret has the same placeholder in every session.
///
/// Placeholders are then made by HMAC-SHA256: who does not have the key can neither compute one nor
/// try secrets against one. No description shows the key.
public struct RedactionKey: Sendable {
    /// Why bytes are no key.
    public enum Problem: Error, Sendable, Hashable {
        /// There are fewer than ``RedactionKey/minimumLength`` bytes, white space around them not counted.
        case tooShort(count: Int)
    }

    /// The fewest bytes that a key has: what is shorter can be guessed.
    public static let minimumLength = 16

    private let bytes: [UInt8]

    /// Takes any bytes that are hard to guess, for example the 32 of `head -c 32 /dev/urandom | base64`.
    ///
    /// White space around them is dropped, as it comes with files.
    ///
    /// - Throws: ``Problem`` if there are too few.
    public init(_ bytes: [UInt8]) throws(Problem) {
        let start = bytes.firstIndex { $0 > 0x20 } ?? bytes.endIndex
        let end = (bytes.lastIndex { $0 > 0x20 } ?? -1) + 1
        let key = start < end ? Array(bytes[start..<end]) : []
        guard key.count >= Self.minimumLength else { throw .tooShort(count: key.count) }
        self.bytes = key
    }

    /// How many hexadecimal digits a tag has.
    static let tagLength = 16

    /// What stands for a secret: 64 bits of its code, in hexadecimal digits.
    func tag(of secret: [UInt8]) -> [UInt8] {
        Hexadecimal.text(of: Array(HMAC.sha256(of: secret, key: bytes).prefix(Self.tagLength / 2)))
    }
}

extension RedactionKey.Problem: CustomStringConvertible {
    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .tooShort(let count):
            "the key has \(count) bytes and needs \(RedactionKey.minimumLength); make one with "
                + "`head -c 32 /dev/urandom | base64`"
        }
    }
}

extension RedactionKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// That it is a key; nothing of it.
    public var description: String { "RedactionKey(…)" }
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// Nothing to look into, so that `dump` shows nothing either.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
