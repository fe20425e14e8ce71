public import SlackWire

/// One place at which what the bot sent differs from what was recorded.
public struct PayloadDifference: Sendable, Hashable {
    /// The place, for example `blocks[0].text.text`; `method` and `url` stand for the call's target.
    public var path: String
    /// What was recorded there; `nil` if nothing stood there.
    public var expected: JSONValue?
    /// What the bot sent there; `nil` if nothing stands there.
    public var actual: JSONValue?

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
    public static func between(
        expected: JSONValue,
        actual: JSONValue,
        at path: String = ""
    ) -> [PayloadDifference] {
        switch (expected, actual) {
        case (.object(let left), .object(let right)):
            members(left, right, at: path)
        case (.array(let left), .array(let right)):
            elements(left, right, at: path)
        default:
            expected == actual
                ? [] : [PayloadDifference(path: path, expected: expected, actual: actual)]
        }
    }

    private static func members(
        _ expected: [JSONMember],
        _ actual: [JSONMember],
        at path: String
    ) -> [PayloadDifference] {
        let recorded = Dictionary(expected.map { ($0.name, $0.value) }) { $1 }
        let sent = Dictionary(actual.map { ($0.name, $0.value) }) { $1 }
        var seen: Set<String> = []
        let names = (expected + actual).map(\.name).filter { seen.insert($0).inserted }
        return names.flatMap { name in
            compare(recorded[name], sent[name], at: path.isEmpty ? name : "\(path).\(name)")
        }
    }

    private static func elements(
        _ expected: [JSONValue],
        _ actual: [JSONValue],
        at path: String
    ) -> [PayloadDifference] {
        (0..<max(expected.count, actual.count)).flatMap { index in
            compare(
                index < expected.count ? expected[index] : nil,
                index < actual.count ? actual[index] : nil,
                at: "\(path)[\(index)]"
            )
        }
    }

    private static func compare(
        _ expected: JSONValue?,
        _ actual: JSONValue?,
        at path: String
    ) -> [PayloadDifference] {
        guard let expected, let actual else {
            return expected == actual
                ? [] : [PayloadDifference(path: path, expected: expected, actual: actual)]
        }
        return between(expected: expected, actual: actual, at: path)
    }
}
