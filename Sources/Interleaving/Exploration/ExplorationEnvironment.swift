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
    /// Overrides what the environment names.
    ///
    /// | variable | meaning |
    /// |---|---|
    /// | `<prefix>SCHEDULE` | the replay token or schedule to run alone |
    /// | `<prefix>SCHEDULES` | schedules to run at most |
    /// | `<prefix>SEED` | the seed of the samples |
    /// | `<prefix>SECONDS` | real time to spend at most |
    /// | `<prefix>STRATEGIES` | names of strategies, with commas, or `exhaustive1`, `exhaustive2`, … |
    public mutating func configure(
        from environment: [String: String],
        prefix: String = "INTERLEAVING_"
    ) throws(ExplorationEnvironmentError) {
        if let schedules = try number(Int.self, prefix + "SCHEDULES", environment, from: 1) {
            self.schedules = schedules
        }
        if let seed = try number(UInt64.self, prefix + "SEED", environment, from: 0) {
            self.seed = seed
        }
        if let seconds = try number(Int.self, prefix + "SECONDS", environment, from: 0) {
            timeBudget = .seconds(seconds)
        }
        if let names = environment[prefix + "STRATEGIES"], !names.isEmpty {
            method = try Exploration.method(named: names, variable: prefix + "STRATEGIES")
        }
        if let text = environment[prefix + "SCHEDULE"], !text.isEmpty {
            try replay(text, variable: prefix + "SCHEDULE")
        }
    }

    private func number<Number: FixedWidthInteger>(
        _ type: Number.Type,
        _ variable: String,
        _ environment: [String: String],
        from least: Number
    ) throws(ExplorationEnvironmentError) -> Number? {
        guard let text = environment[variable], !text.isEmpty else { return nil }
        guard let number = Number(text), number >= least else {
            throw .notANumber(variable: variable, value: text)
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
                replay(try ReplayToken(text))
            } else {
                method = .replay(try Schedule(token: text))
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
                + "prioritizedN, delayedN, exhaustiveN and portfolio."
        case .badSchedule(let variable, let problem):
            "The environment's \(variable) cannot be used: \(problem)"
        }
    }
}
