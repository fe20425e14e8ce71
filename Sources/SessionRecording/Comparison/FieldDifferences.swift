import SlackWire

/// Finds the values in which two lines differ.
enum FieldDifferences {
    /// The leaves in which two JSON documents differ; empty if they mean the same.
    static func between(_ expected: [UInt8], _ actual: [UInt8]) -> [SessionDifference.Field] {
        let depth = JSONValue.defaultDepthLimit + 2
        guard let left = try? JSONValue(parsing: expected, depthLimit: depth),
            let right = try? JSONValue(parsing: actual, depthLimit: depth)
        else {
            return [SessionDifference.Field(path: "line", expected: nil, actual: nil)]
        }
        var fields: [SessionDifference.Field] = []
        compare(left, right, at: "", into: &fields)
        return fields
    }

    private static func compare(
        _ expected: JSONValue?,
        _ actual: JSONValue?,
        at path: String,
        into fields: inout [SessionDifference.Field]
    ) {
        switch (expected, actual) {
        case (.object(let left), .object(let right)):
            // Of a repeated name the last one counts.
            let expected = Dictionary(left.map { ($0.name, $0.value) }) { $1 }
            let actual = Dictionary(right.map { ($0.name, $0.value) }) { $1 }
            var seen: Set<String> = []
            for name in (left + right).lazy.map(\.name) where seen.insert(name).inserted {
                let path = path.isEmpty ? name : "\(path).\(name)"
                compare(expected[name], actual[name], at: path, into: &fields)
            }
        case (.array(let left), .array(let right)):
            for index in 0..<max(left.count, right.count) {
                compare(
                    expected?[index],
                    actual?[index],
                    at: "\(path)[\(index)]",
                    into: &fields
                )
            }
        default:
            guard expected != actual else { return }
            fields.append(
                SessionDifference.Field(path: path, expected: expected, actual: actual)
            )
        }
    }
}
