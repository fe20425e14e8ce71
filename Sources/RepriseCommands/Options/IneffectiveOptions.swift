import ArgumentParser
import SlackWire

/// Options that would have no effect, which nobody means.
enum IneffectiveOptions: Error, Sendable, Hashable {
    /// They are for a bot that runs as a command.
    case withoutCommand([String], verb: String)
    /// They are for a built-in bot.
    case withCommand([String])
    /// They are for a server that is not started.
    case withoutServer([String])
    /// One needs another.
    case without(String, needed: String, why: String)
    /// One keeps another from having an effect.
    case beside(String, String, why: String)
    /// There is nobody to run.
    case noBot(verb: String, file: String)
    /// There are two.
    case twoBots

    /// Fails if there are any.
    static func refuse(
        _ options: [String],
        _ reason: ([String]) -> IneffectiveOptions
    ) throws {
        if !options.isEmpty { throw reason(options).refusal }
    }

    /// The refusal of the command line, which ends it with exit code 64 and the verb's usage.
    var refusal: ValidationError { ValidationError(description) }
}

extension IneffectiveOptions: CustomStringConvertible {
    /// What has no effect, why, and what to do.
    var description: String {
        switch self {
        case .withoutCommand(let options, let verb):
            "\(Self.list(options)) for the command of a bot, and there is none: write that behind --, as in "
                + "reprise \(verb) … -- python bot.py, or leave \(Self.them(options)) out"
        case .withCommand(let options):
            "\(Self.list(options)) for a built-in bot, and a command stands behind --: leave one or the other out"
        case .withoutServer(let options):
            "\(Self.list(options)) for a server, and a built-in bot needs none: add --serve, or a command behind "
                + "--, or leave \(Self.them(options)) out"
        case .without(let option, let needed, let why):
            "\(option) has no effect without \(needed): \(why)"
        case .beside(let option, let other, let why):
            "\(option) has no effect with \(other): \(why)"
        case .noBot(let verb, let file):
            "nobody is there to \(verb): write the command of a bot behind --, as in reprise \(verb) "
                + "\(file) -- python bot.py, or name a built-in bot, as in --bot demo"
        case .twoBots: "--bot names a built-in bot, and a command stands behind --: leave one out"
        }
    }

    /// For example `--pace and --order are`.
    private static func list(_ options: [String]) -> String {
        guard options.count > 1, let last = options.last else { return "\(options.joined()) is" }
        return options.dropLast().joined(separator: ", ") + " and \(last) are"
    }

    private static func them(_ options: [String]) -> String { options.count > 1 ? "them" : "it" }
}

/// What a command line gave, as it would be typed again.
struct GivenOptions {
    /// Each option with its value, if it has one.
    private(set) var options: [[String]] = []

    /// The names.
    var names: [String] {
        var names: [String] = []
        for option in options where !names.contains(option[0]) { names.append(option[0]) }
        return names
    }

    /// All as words of a command line.
    var words: [String] { options.flatMap(\.self) }

    /// Notes an option, if it was given.
    mutating func add(_ name: String, _ value: String?) {
        if let value { options.append([name, value]) }
    }

    /// Notes each value of an option that may be repeated.
    mutating func add(_ name: String, each values: [String]) {
        for value in values { options.append([name, value]) }
    }

    /// Notes a flag, if it was given.
    mutating func add(_ name: String, if isGiven: Bool) {
        if isGiven { options.append([name]) }
    }
}

extension Duration {
    /// Seconds as an option takes them.
    var asOption: String {
        let seconds = totalSeconds
        return Int(exactly: seconds).map(String.init) ?? "\(seconds)"
    }
}
