extension SlackWorkspace {
    /// How long Slack takes, on the session's clock.
    public struct Latency: Sendable, Hashable {
        /// The shortest time.
        public var shortest: Duration
        /// The longest time; times between the two are drawn from the configuration's seed.
        public var longest: Duration

        /// No time at all.
        public static let none = Latency(shortest: .zero, longest: .zero)

        /// Always the same time.
        public static func constant(_ duration: Duration) -> Latency {
            Latency(shortest: duration, longest: duration)
        }

        /// A time within bounds, drawn from the configuration's seed.
        public static func varying(_ range: ClosedRange<Duration>) -> Latency {
            Latency(shortest: range.lowerBound, longest: range.upperBound)
        }
    }
}
