/// A way of choosing schedules.
///
/// None finds every bug soonest: a random walk is blind to a task that starves for long, priorities to a bug that needs many switches,
/// probes to one that needs several things at once. An ``Exploration`` takes them in turn.
public enum Strategy: Hashable, Sendable {
    /// Any of the ready tasks, each as likely as the others.
    case random

    /// Any of the ready tasks, one that has much before it sooner than one that has little: where tasks are as long as they were in the
    /// plain order, each interleaving is as likely as the others.
    ///
    /// A uniform random walk (Zhao, Wolff, Mathur and Roychoudhury, 2025), by how often each task went on in the plain order. From a
    /// seed alone it is ``random``.
    case uniform

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
        // What takes long to find is deep, and seldom found by chance alone.
        if round >= 8, [1, 4, 7].contains(turn) { return .branching }
        switch turn {
        case 1, 5: return .probing
        case 4: return .random
        case 3: return .ranked
        case 6:
            return round % 2 == 0 ? .placed : .prioritized(depth: [3, 2, 4, 1, 5][round / 2 % 5])
        default: return .uniform
        }
    }
}

extension Strategy: CustomStringConvertible {
    /// The strategy as one word: `random`, `uniform`, `ranked`, `prioritized3`, `placed`, `probing` or `branching`.
    public var description: String {
        switch self {
        case .random: "random"
        case .uniform: "uniform"
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
        case ("uniform", nil) where number.isEmpty: self = .uniform
        case ("ranked", nil) where number.isEmpty: self = .ranked
        case ("prioritized", let depth?) where depth > 0: self = .prioritized(depth: depth)
        case ("placed", nil) where number.isEmpty: self = .placed
        case ("probing", nil) where number.isEmpty: self = .probing
        case ("branching", nil) where number.isEmpty: self = .branching
        default: return nil
        }
    }
}
