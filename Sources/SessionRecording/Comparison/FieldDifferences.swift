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
        return JSONDifference.between(expected: left, actual: right).map {
            SessionDifference.Field(path: $0.path, expected: $0.expected, actual: $0.actual)
        }
    }
}
