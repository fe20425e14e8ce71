import ArgumentParser
import SessionRecording

/// What a verb puts up with in a fixture, as an option.
struct LimitOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How much a fixture that you trust may ask for, where it asks for more than an attack should get: \(LimitOption.names). SIZE is a number, with K, M or G for so many times 1024; may be repeated.",
            valueName: "name=size"
        ),
        transform: LimitOption.parse
    )
    var limit: [LimitOption] = []

    /// The limits.
    var values: ReaderLimits { LimitOption.limits(limit) }

    /// What was given.
    var given: GivenOptions {
        var given = GivenOptions()
        given.add("--limit", each: limit.map(\.text))
        return given
    }
}

/// One limit, for example `line=1G`.
struct LimitOption: Sendable, Hashable {
    let kind: ReaderLimits.Kind
    let value: Int
    let text: String

    /// The names of all limits.
    static var names: String { ReaderLimits.Kind.allCases.map(\.name).joined(separator: ", ") }

    /// The usual limits but for these; of a kind the last counts.
    static func limits(_ options: [LimitOption]) -> ReaderLimits {
        var limits = ReaderLimits()
        for option in options { limits[option.kind] = option.value }
        return limits
    }

    @Sendable static func parse(_ text: String) throws -> LimitOption {
        let parts = text.split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count == 2,
            let kind = ReaderLimits.Kind.allCases.first(where: { $0.name == parts[0] })
        else { throw ValidationError("it must be one of \(names), and its size: line=1G") }
        guard let value = size(parts[1]) else {
            throw ValidationError("the size must be a number above 0, for example 512M")
        }
        return LimitOption(kind: kind, value: value, text: text)
    }

    private static func size(_ text: Substring) -> Int? {
        let units: [Character: Int] = ["K": 10, "M": 20, "G": 30]
        let shift = text.last.flatMap { units[Character($0.uppercased())] }
        guard let number = Int(shift == nil ? text : text.dropLast()), number > 0 else {
            return nil
        }
        // More than any machine holds is as good as no limit.
        let (value, overflows) = number.multipliedReportingOverflow(by: 1 << (shift ?? 0))
        return overflows ? .max : value
    }
}
