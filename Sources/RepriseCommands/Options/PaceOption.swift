import ArgumentParser
import SlackReplay

/// How fast a replay goes, by the names that the command line gives it.
struct PaceOption: Sendable, Hashable, ExpressibleByArgument {
    let pace: ReplayOptions.Pace
    let defaultValueDescription: String

    /// As fast as causality allows.
    static let immediate = PaceOption(pace: .immediate, defaultValueDescription: "immediate")

    private init(pace: ReplayOptions.Pace, defaultValueDescription: String) {
        self.pace = pace
        self.defaultValueDescription = defaultValueDescription
    }

    init?(argument: String) {
        switch argument {
        case "immediate": pace = .immediate
        case "recorded": pace = .recorded
        default:
            guard let speed = Double(argument), speed > 0, speed.isFinite else { return nil }
            pace = .scaled(1 / speed)
        }
        defaultValueDescription = argument
    }
}
