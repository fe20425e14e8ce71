/// A token: a secret that no description, reflection or interpolation shows.
public struct SlackToken: Sendable, Hashable {
    /// The secret itself, never to be printed.
    public let secret: String

    /// Takes a token as Slack issued it.
    ///
    /// White space around it is dropped: it comes with pasted text and with files, and in a header it
    /// would break the request.
    public init(_ secret: String) {
        let bytes = secret.utf8.drop { $0 <= 0x20 }
        let end = bytes.lastIndex { $0 > 0x20 }.map { bytes.index(after: $0) } ?? bytes.startIndex
        self.secret = String(bytes[..<end]) ?? secret
    }

    /// What stands before the first dash and says what the token is for: `xoxb`, `xapp`, `xoxe.xoxb`.
    ///
    /// Empty if there is no dash or if this is no shape of Slack's, so that no part of a secret of
    /// another shape is shown.
    public var prefix: String {
        guard let dash = secret.firstIndex(of: "-") else { return "" }
        let prefix = secret[..<dash]
        guard prefix.hasPrefix("x"), prefix.utf8.count <= 9,
            prefix.utf8.allSatisfy({ (0x61...0x7a).contains($0) || $0 == UInt8(ascii: ".") })
        else { return "" }
        return String(prefix)
    }
}

extension SlackToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The prefix and dots.
    public var description: String { prefix.isEmpty ? "…" : "\(prefix)-…" }
    /// The prefix and dots.
    public var debugDescription: String { description }
    /// Nothing to look into, so that `dump` shows nothing either.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
