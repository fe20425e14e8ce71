import ArgumentParser
import SlackWire

/// Numbers as the command line takes them: each within bounds, and a sentence where it is not.
///
/// What comes out can be calculated with, so that no command has to ask again.
enum NumberArgument {
    /// How many times as fast something may go.
    static let speeds = 0.000_001...1_000_000_000

    /// A time in seconds, a year at most.
    ///
    /// - Parameter least: The least that makes sense.
    static func seconds(from least: Double = 0) -> @Sendable (String) throws -> Duration {
        let range = least...31_536_000
        return { .bounded(seconds: try number($0, in: range, "a number of seconds")) }
    }

    /// A speed.
    @Sendable static func speed(_ text: String) throws -> Double {
        try number(text, in: speeds, "a number")
    }

    /// A number.
    static func number(in range: ClosedRange<Double>) -> @Sendable (String) throws -> Double {
        { try number($0, in: range, "a number") }
    }

    /// A whole number.
    static func whole(in range: ClosedRange<Int>) -> @Sendable (String) throws -> Int {
        { text in
            guard let number = Int(text), range.contains(number) else {
                throw ValidationError(
                    "it must be a whole number from \(range.lowerBound) to \(range.upperBound)"
                )
            }
            return number
        }
    }

    /// For example `a number from 0 to 10`.
    static func words(_ what: String, _ range: ClosedRange<Double>) -> String {
        "\(what) from \(plain(range.lowerBound)) to \(plain(range.upperBound))"
    }

    private static func number(
        _ text: String,
        in range: ClosedRange<Double>,
        _ what: String
    ) throws -> Double {
        // Not every number compares: what is none is in no range.
        guard let number = Double(text), range.contains(number) else {
            throw ValidationError("it must be " + words(what, range))
        }
        return number
    }

    private static func plain(_ number: Double) -> String {
        Int(exactly: number).map(String.init) ?? "\(number)"
    }
}
