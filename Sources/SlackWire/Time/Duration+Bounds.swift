/// Durations from floating-point numbers, which the standard library stops the process for when they are out of
/// its range or are none.
extension Duration {
    /// The longest time that anybody is made to wait: a century, which every clock can count in nanoseconds.
    package static let longest = Duration.seconds(3_155_760_000)

    /// So many seconds, from zero to ``longest``; what is no number is zero.
    package static func bounded(seconds: Double) -> Duration {
        bounded(seconds) { .seconds(seconds) }
    }

    /// The duration so many times, from zero to ``longest``.
    package func bounded(times factor: Double) -> Duration {
        Self.bounded(totalSeconds * factor) { self * factor }
    }

    /// The duration at so many times the speed, from zero to ``longest``.
    package func bounded(atSpeed speed: Double) -> Duration {
        Self.bounded(totalSeconds / speed) { self / speed }
    }

    /// The duration in seconds, as near as a double comes.
    package var totalSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }

    private static func bounded(_ seconds: Double, _ exact: () -> Duration) -> Duration {
        guard seconds > 0 else { return .zero }
        return seconds < longest.totalSeconds ? exact() : longest
    }
}
