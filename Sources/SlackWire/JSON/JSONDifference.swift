/// A leaf at which two JSON documents differ.
package struct JSONDifference {
    /// The way to it, for example `blocks[0].text.text`; see ``JSONPath/text``.
    package let path: String
    /// What is expected there; `nil` if nothing.
    package let expected: JSONValue?
    /// What is there; `nil` if nothing.
    package let actual: JSONValue?

    /// Every leaf at which two documents differ, in the order of the expected one.
    ///
    /// The order of an object's members and repeated names before the last do not count.
    ///
    /// - Complexity: O(*n* log *n*) in the size of the documents.
    package static func between(expected: JSONValue, actual: JSONValue) -> [JSONDifference] {
        var walk = DifferenceWalk()
        walk.compare(expected, actual)
        return walk.found
    }
}

/// Goes through two documents side by side; the way is a stack, and written out where they differ.
private struct DifferenceWalk {
    var found: [JSONDifference] = []
    private var path = JSONPath()

    mutating func compare(_ expected: JSONValue?, _ actual: JSONValue?) {
        switch (expected, actual) {
        case (.object(let left), .object(let right)): members(left, right)
        case (.array(let left), .array(let right)): elements(left, right)
        default:
            guard expected != actual else { return }
            found.append(
                JSONDifference(path: path.text, expected: expected, actual: actual)
            )
        }
    }

    private mutating func members(_ expected: [JSONMember], _ actual: [JSONMember]) {
        // Of a repeated name the last one counts.
        let left = Dictionary(expected.map { ($0.name, $0.value) }) { $1 }
        let right = Dictionary(actual.map { ($0.name, $0.value) }) { $1 }
        var seen: Set<String> = []
        for name in (expected + actual).lazy.map(\.name) where seen.insert(name).inserted {
            path.enter(.member(name))
            compare(left[name], right[name])
            path.leave()
        }
    }

    private mutating func elements(_ expected: [JSONValue], _ actual: [JSONValue]) {
        for index in 0..<max(expected.count, actual.count) {
            path.enter(.element(index))
            compare(
                index < expected.count ? expected[index] : nil,
                index < actual.count ? actual[index] : nil
            )
            path.leave()
        }
    }
}
