/// A way of sampling schedules.
///
/// None finds every bug soonest: a random walk is blind to a task that starves for long, priorities to a
/// bug that needs many switches, a few delays to all that is far from order. An ``Exploration`` takes
/// them in turn.
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

    /// In order, but at this many random choices the task in front lets the next one pass.
    ///
    /// Delay-bounded scheduling (Emmi, Qadeer and Rakamarić, 2011).
    case delayed(times: Int)

    /// Strategy number `index` of the portfolio: each of the four in turn, deeper every round.
    static func portfolio(_ index: Int) -> Strategy {
        let depth = 1 + index / 4 % 5
        switch index % 4 {
        case 0: return .random
        case 1: return .ranked
        case 2: return .prioritized(depth: depth)
        default: return .delayed(times: depth)
        }
    }
}

extension Strategy: CustomStringConvertible {
    /// The strategy as one word: `random`, `ranked`, `prioritized3` or `delayed2`.
    public var description: String {
        switch self {
        case .random: "random"
        case .ranked: "ranked"
        case .prioritized(let depth): "prioritized\(depth)"
        case .delayed(let times): "delayed\(times)"
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
        case ("delayed", let times?) where times > 0: self = .delayed(times: times)
        default: return nil
        }
    }
}
