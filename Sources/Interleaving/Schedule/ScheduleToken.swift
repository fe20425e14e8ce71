/// Why a text is not a schedule.
public enum ScheduleTokenError: Error, Hashable, Sendable {
    /// The text begins with none of the known kinds.
    case unknownKind(String)

    /// The seed is not a number from 0 to 2⁶⁴ − 1.
    case badSeed(String)

    /// The expected number of choices is not a positive number.
    case badLength(String)

    /// The text is not `ORDER:CHOICES:PLACE.PLACE`.
    case badProbe(String)

    /// This part of the list is neither `POSITION` nor `POSITION~TIMES`.
    case badChoice(String)

    /// The list has more choices than a run can use.
    case tooManyChoices
}

extension Schedule {
    private static let longestList = 100_000_000

    /// The schedule as one word that needs no quoting in a shell.
    ///
    /// `fifo`, `seed:42`, `prioritized3:42:80` (strategy, seed, expected choices), `choices:0~6.2.1` (six times 0, then 2, then 1) or `lenient:…`; also `probe:pass7:1400:1f2e3d4c` (the
    /// eighth choice lets the next pass, and a place is held, for 1,400 choices) and `branch:42:0~6.2` (these choices, then at random) and `uniform:42:3.8~2` (at random,
    /// where the first task is expected to go on three times and the next two eight times).
    public var token: String {
        switch kind {
        case .firstInFirstOut: "fifo"
        case .seeded(let seed): "seed:\(seed)"
        case .strategy(let strategy, let seed, let length): "\(strategy):\(seed):\(length)"
        case .weighted(let slices, let seed): "uniform:\(seed):" + Schedule.text(of: slices)
        case .probe(let probe): "probe:" + Schedule.text(of: probe)
        case .branch(let choices, let seed): "branch:\(seed):" + Schedule.text(of: choices)
        case .choices(let choices): "choices:" + Schedule.text(of: choices)
        case .lenient(let choices): "lenient:" + Schedule.text(of: choices)
        }
    }

    /// Reads what ``token`` wrote.
    public init(token: String) throws(ScheduleTokenError) {
        let parts = token.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let rest = parts.count == 2 ? parts[1] : ""
        switch (parts.first, parts.count) {
        case ("fifo", 1):
            self = .firstInFirstOut
        case ("seed", 2):
            guard let seed = UInt64(rest) else { throw .badSeed(String(rest)) }
            self = .seeded(seed)
        case ("choices", 2):
            self = .choices(try Schedule.choices(in: rest))
        case ("lenient", 2):
            self = .lenient(try Schedule.choices(in: rest))
        case ("probe", 2):
            self = .probe(try Schedule.probe(in: rest))
        case ("branch", 2):
            let (seed, choices) = try Schedule.seedAndList(in: rest)
            self = .branch(from: choices, seed: seed)
        case ("uniform", 2):
            let (seed, slices) = try Schedule.seedAndList(in: rest)
            self = .weighted(by: slices, seed: seed)
        default:
            self = try Schedule(sampling: token)
        }
    }

    private init(sampling token: String) throws(ScheduleTokenError) {
        let parts = token.split(separator: ":", omittingEmptySubsequences: false)
        guard let word = parts.first, let strategy = Strategy(word), strategy != .random else {
            throw .unknownKind(token)
        }
        guard parts.count == 3, let seed = UInt64(parts[1]) else {
            throw .badSeed(parts.dropFirst().joined(separator: ":"))
        }
        guard let length = Int(parts[2]), length > 0 else { throw .badLength(String(parts[2])) }
        self = .sampled(by: strategy, seed: seed, length: length)
    }

    private static func seedAndList(
        in text: Substring
    ) throws(ScheduleTokenError) -> (seed: UInt64, list: [Int]) {
        let pair = text.split(separator: ":", omittingEmptySubsequences: false)
        guard pair.count == 2, let seed = UInt64(pair[0]) else { throw .badSeed(String(text)) }
        return (seed, try choices(in: pair[1]))
    }

    private static func text(of probe: Probe) -> String {
        "\(probe.order):\(probe.reach):"
            + probe.holds.map { String($0, radix: 16) }.joined(separator: ".")
    }

    private static func probe(in text: Substring) throws(ScheduleTokenError) -> Probe {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, let order = Probe.Order(parts[0]), let reach = Int(parts[1]),
            reach >= 0
        else { throw .badProbe(String(text)) }
        var probe = Probe(order: order, reach: reach)
        for hold in parts[2].split(separator: ".") {
            guard let place = UInt32(hold, radix: 16) else { throw .badProbe(String(text)) }
            probe.holds.append(place)
        }
        return probe
    }

    private static func text(of choices: [Int]) -> String {
        var runs: [(choice: Int, count: Int)] = []
        for choice in choices {
            if let last = runs.last, last.choice == choice {
                runs[runs.count - 1].count += 1
            } else {
                runs.append((choice, 1))
            }
        }
        return runs.map { $0.count == 1 ? "\($0.choice)" : "\($0.choice)~\($0.count)" }
            .joined(separator: ".")
    }

    private static func choices(in text: Substring) throws(ScheduleTokenError) -> [Int] {
        var choices: [Int] = []
        for part in text.split(separator: ".", omittingEmptySubsequences: !text.contains(".")) {
            let pair = part.split(separator: "~", maxSplits: 1, omittingEmptySubsequences: false)
            guard let choice = Int(pair[0]), choice >= 0,
                let count = pair.count == 2 ? Int(pair[1]) : 1, count > 0
            else { throw .badChoice(String(part)) }
            guard count <= longestList - choices.count else { throw .tooManyChoices }
            choices.append(contentsOf: repeatElement(choice, count: count))
        }
        return choices
    }
}

extension ScheduleTokenError: CustomStringConvertible {
    /// One sentence for people.
    public var description: String {
        switch self {
        case .unknownKind(let text):
            "The schedule '\(text)' is none of fifo, seed:NUMBER, STRATEGY:SEED:CHOICES, probe:ORDER:CHOICES:PLACES, "
                + "branch:SEED:LIST, uniform:SEED:LIST, choices:LIST and lenient:LIST."
        case .badSeed(let text):
            "The schedule's seed '\(text)' is not a number from 0 to 18446744073709551615."
        case .badLength(let text):
            "The schedule's expected number of choices '\(text)' is not a positive number."
        case .badProbe(let text):
            "The schedule's probe '\(text)' is not ORDER:CHOICES:PLACES, with plain, passN, newest, wakers, turn or time and numbers of places."
        case .badChoice(let text):
            "The schedule's choice '\(text)' is neither POSITION nor POSITION~TIMES."
        case .tooManyChoices:
            "The schedule's list has more choices than a run can use."
        }
    }
}
