public import SlackWire

/// How long each of many things took.
public struct Latencies: Sendable {
    private var nanoseconds: [Int64] = []

    /// None yet.
    public init() {}

    /// How many.
    public var count: Int { nanoseconds.count }

    /// Takes one.
    public mutating func append(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        nanoseconds.append(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    /// Takes all of another.
    public mutating func append(_ other: Latencies) {
        nanoseconds += other.nanoseconds
    }

    /// The duration in microseconds that a fraction of them do not exceed.
    public func quantile(_ fraction: Double) -> Double {
        guard !nanoseconds.isEmpty else { return 0 }
        let sorted = nanoseconds.sorted()
        let place = min(sorted.count - 1, Int(fraction * Double(sorted.count)))
        return Double(sorted[place]) / 1_000
    }

    /// The 50th and 99th percentile in microseconds.
    public var json: JSONValue {
        [
            "p50": .number(String(quantile(0.5))),
            "p99": .number(String(quantile(0.99))),
        ]
    }
}
