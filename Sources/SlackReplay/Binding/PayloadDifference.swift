public import SlackWire

/// One place at which what the bot sent differs from what was recorded.
public struct PayloadDifference: Sendable, Hashable {
    /// The place, for example `blocks[0].text.text`; `method` and `url` stand for the call's target, `HTTP verb` for
    /// its verb, `the form of the body` for what kind of body a URL got.
    public var path: String
    /// What was recorded there; `nil` if nothing stood there.
    public var expected: JSONValue?
    /// What the bot sent there; `nil` if nothing stands there.
    public var actual: JSONValue?

    /// What stands for a call's verb in the place of a path.
    static let verb = "HTTP verb"
    /// The path of a difference in how the bot says who it is.
    static let authorization = "the scheme of authorization"
    /// What stands for the form of a body.
    static let form = "the form of the body"

    /// Makes a difference.
    public init(path: String, expected: JSONValue?, actual: JSONValue?) {
        self.path = path
        self.expected = expected
        self.actual = actual
    }

    /// Every leaf at which two documents differ, in the order of the recorded one.
    ///
    /// The order of an object's members and repeated names before the last do not count.
    ///
    /// - Complexity: O(*n* log *n*) in the size of the documents.
    public static func between(expected: JSONValue, actual: JSONValue) -> [PayloadDifference] {
        JSONDifference.between(expected: expected, actual: actual).map {
            PayloadDifference(path: $0.path, expected: $0.expected, actual: $0.actual)
        }
    }
}
