import ArgumentParser
import SlackReplay

/// How fast a replay goes, by the names that the command line gives it.
struct PaceOption: Sendable, Hashable, CustomStringConvertible {
    let pace: ReplayOptions.Pace
    /// As it is written.
    let description: String

    /// As fast as causality allows.
    static let immediate = PaceOption(pace: .immediate, description: "immediate")

    /// Takes a pace as it is written.
    ///
    /// - Throws: `ValidationError`.
    @Sendable static func parse(_ text: String) throws -> PaceOption {
        switch text {
        case "immediate": return .immediate
        case "recorded": return PaceOption(pace: .recorded, description: text)
        default:
            guard let speed = Double(text), NumberArgument.speeds.contains(speed) else {
                throw ValidationError(
                    "it must be immediate, recorded or "
                        + NumberArgument.words("a number", NumberArgument.speeds)
                )
            }
            return PaceOption(pace: .scaled(1 / speed), description: text)
        }
    }
}
