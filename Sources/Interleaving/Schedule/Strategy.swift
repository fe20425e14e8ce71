/// A way of choosing schedules.
///
/// None finds every bug soonest: a random walk is blind to a task that starves for long, priorities to a bug that needs many switches,
/// probes to one that needs several things at once. An ``Exploration`` takes them in turn.
public enum Strategy: Hashable, Sendable {
    /// Any of the ready tasks, each as likely as the others.
    case random

    /// Each slice gets a random rank when it becomes ready, and the highest goes first.
    ///
    /// Partial order sampling (Yuan, Yang and Gu, 2018), without its re-ranking of racing slices,
    /// which nothing here knows of.
    case ranked

    /// Each task gets a random priority, the highest goes first, and at `depth` − 1 random choices the
    /// task in front falls behind all others.
    ///
    /// Probabilistic concurrency testing (Burckhardt and others, 2010), which finds a bug that needs
    /// `depth` ordered events with a probability that can be computed.
    case prioritized(depth: Int)

    /// Each place in the program gets a random rank for the whole run, and the task at the highest goes first.
    case placed

    /// In order but for one thing at a time, systematically: one slice lets another pass, the newest goes first, who has woken
    /// another goes last, and then each place that an earlier run was seen to reach is held.
    ///
    /// From a seed alone, and once all has been tried, it is ``branching``.
    case probing

    /// As an earlier run that reached a new state of all tasks, as far as that state, and at random from there.
    ///
    /// From a seed alone, without earlier runs, it is ``random``.
    case branching

    /// Strategy number `index` of the portfolio.
    static func portfolio(_ index: Int) -> Strategy {
        guard index > 5 else { return .probing }
        let (round, turn) = ((index - 6) / 8, (index - 6) % 8)
        switch turn {
        case 0: return .random
        // What takes long to find is deep, and seldom found by chance alone.
        case 4: return round < 8 ? .random : .branching
        case 1: return .prioritized(depth: [3, 2, 4, 1, 5][round % 5])
        case 2, 7: return .ranked
        case 5: return .placed
        case 6: return .branching
        default: return .probing
        }
    }
}

extension Strategy: CustomStringConvertible {
    /// The strategy as one word: `random`, `ranked`, `prioritized3`, `placed`, `probing` or `branching`.
    public var description: String {
        switch self {
        case .random: "random"
        case .ranked: "ranked"
        case .prioritized(let depth): "prioritized\(depth)"
        case .placed: "placed"
        case .probing: "probing"
        case .branching: "branching"
        }
    }

    /// Reads what ``description`` wrote.
    public init?(_ word: some StringProtocol) {
        let name = word.prefix { !("0"..."9").contains($0) }
        let number = word.dropFirst(name.count)
        switch (name, Int(number)) {
        case ("random", nil) where number.isEmpty: self = .random
        case ("ranked", nil) where number.isEmpty: self = .ranked
        case ("prioritized", let depth?) where depth > 0: self = .prioritized(depth: depth)
        case ("placed", nil) where number.isEmpty: self = .placed
        case ("probing", nil) where number.isEmpty: self = .probing
        case ("branching", nil) where number.isEmpty: self = .branching
        default: return nil
        }
    }
}
