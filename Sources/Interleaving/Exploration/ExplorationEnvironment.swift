/// Why an exploration cannot be configured from the environment.
public enum ExplorationEnvironmentError: Error, Hashable, Sendable {
    /// This variable's value is not a number in its range.
    case notANumber(variable: String, value: String)

    /// This variable names a strategy that does not exist.
    case unknownStrategy(variable: String, name: String)

    /// This variable holds neither a replay token nor a schedule.
    case badSchedule(variable: String, problem: String)
}

extension Exploration {
    /// What stands behind the prefix in the name of a variable.
    private enum Variable: String {
        case schedule = "SCHEDULE"
        case schedules = "SCHEDULES"
        case seed = "SEED"
        case seconds = "SECONDS"
        case strategies = "STRATEGIES"
    }

    /// The name of the variable that holds the replay token or schedule to run first.
    public static func scheduleVariable(prefix: String) -> String {
        prefix + Variable.schedule.rawValue
    }

    /// Overrides what the environment names.
    ///
    /// A token that belongs to another ``subject`` is left alone, and stands in ``foreignToken`` then.
    ///
    /// | variable | meaning |
    /// |---|---|
    /// | `<prefix>SCHEDULE` | the replay token or schedule to run first |
    /// | `<prefix>SCHEDULES` | schedules to run at most |
    /// | `<prefix>SEED` | the seed of the samples |
    /// | `<prefix>SECONDS` | real time to spend at most, from 1 |
    /// | `<prefix>STRATEGIES` | names of strategies, with commas, or `exhaustive1`, `exhaustive2`, … |
    public mutating func configure(
        from environment: [String: String],
        prefix: String = "INTERLEAVING_"
    ) throws(ExplorationEnvironmentError) {
        try configure(prefix: prefix) { environment[$0] }
    }

    /// Overrides what the environment names, as ``configure(from:prefix:)`` does.
    ///
    /// - Parameter value: The value of a variable; `nil` if it is not set.
    public mutating func configure(
        prefix: String,
        from value: (_ variable: String) -> String?
    ) throws(ExplorationEnvironmentError) {
        func setting(_ variable: Variable) -> (variable: String, text: String)? {
            let name = prefix + variable.rawValue
            return value(name).flatMap { $0.isEmpty ? nil : (name, $0) }
        }
        if let setting = setting(.schedules) { schedules = try Self.number(setting, from: 1) }
        if let setting = setting(.seed) { seed = try Self.number(setting, from: 0) }
        if let setting = setting(.seconds) {
            timeBudget = .seconds(try Self.number(setting, from: 1) as Int)
        }
        if let (variable, names) = setting(.strategies) {
            method = try Self.method(named: names, variable: variable)
        }
        if let (variable, text) = setting(.schedule) { try replay(text, variable: variable) }
    }

    private static func number<Number: FixedWidthInteger>(
        _ setting: (variable: String, text: String),
        from least: Number
    ) throws(ExplorationEnvironmentError) -> Number {
        guard let number = Number(setting.text), number >= least else {
            throw .notANumber(variable: setting.variable, value: setting.text)
        }
        return number
    }

    private static func method(
        named names: String,
        variable: String
    ) throws(ExplorationEnvironmentError) -> Method {
        if names == "portfolio" { return .portfolio }
        if names.hasPrefix("exhaustive") {
            let bound = names.dropFirst("exhaustive".count)
            guard let deviations = Int(bound), deviations >= 0 else {
                throw .notANumber(variable: variable, value: names)
            }
            return .exhaustive(deviations: deviations)
        }
        var strategies: [Strategy] = []
        for name in names.split(separator: ",") {
            guard let strategy = Strategy(name) else {
                throw .unknownStrategy(variable: variable, name: String(name))
            }
            strategies.append(strategy)
        }
        return .strategies(strategies)
    }

    private mutating func replay(
        _ text: String,
        variable: String
    ) throws(ExplorationEnvironmentError) {
        do {
            if text.contains("/") {
                let token = try ReplayToken(text)
                guard token.isFor(subject) else { return foreignToken = token }
                let settings = (randomSeed, tier)
                try replay(token)
                settingsBeforeToken = settings
            } else {
                firstSchedule = try Schedule(token: text)
            }
        } catch {
            throw .badSchedule(variable: variable, problem: "\(error)")
        }
    }
}

extension ExplorationEnvironmentError: CustomStringConvertible {
    /// One sentence for people.
    public var description: String {
        switch self {
        case .notANumber(let variable, let value):
            "The environment's \(variable) is '\(value)', which is not a number in its range."
        case .unknownStrategy(let variable, let name):
            "The environment's \(variable) names '\(name)', which is none of random, ranked, "
                + "prioritizedN, placed, probing, branching, exhaustiveN and portfolio."
        case .badSchedule(let variable, let problem):
            "The environment's \(variable) cannot be used: \(problem)"
        }
    }
}
