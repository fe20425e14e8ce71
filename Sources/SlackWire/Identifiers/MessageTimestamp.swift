/// A message's `ts`: its identity within a channel, and its place in it.
///
/// It is text and stays text (`1355517523.000005`): a float would lose digits and with them the message.
public struct MessageTimestamp: Sendable, Hashable {
    /// The text as Slack spelled it.
    public let text: String

    /// Takes Slack's spelling.
    public init(_ text: String) {
        self.text = text
    }
}

extension MessageTimestamp: Comparable {
    /// Whether a message was posted before another: by seconds, then by the digits after the dot.
    ///
    /// Spellings of different length compare by value, and equal values by spelling, so the order is
    /// total and agrees with equality.
    public static func < (left: MessageTimestamp, right: MessageTimestamp) -> Bool {
        let (left, right) = (left.parts, right.parts)
        if left.seconds.count != right.seconds.count {
            return left.seconds.count < right.seconds.count
        }
        if left.seconds != right.seconds { return left.seconds < right.seconds }
        if left.fraction != right.fraction { return left.fraction < right.fraction }
        return left.text < right.text
    }

    private var parts: (seconds: Substring, fraction: Substring, text: String) {
        let seconds = text.prefix { $0 != "." }
        return (
            seconds.drop { $0 == "0" }, text[seconds.endIndex...].dropFirst(), text
        )
    }
}

extension MessageTimestamp: CustomStringConvertible, ExpressibleByStringLiteral {
    /// The text as Slack spelled it.
    public var description: String { text }

    /// Takes Slack's spelling.
    public init(stringLiteral text: String) { self.init(text) }
}
