/// What waits in a bot, told from its activities: how many events, and since when.
///
/// A value to be kept by an observer; what it says is exact as of the last activity that it was told of.
public struct Backlog: Sendable {
    /// When each event that has not begun arrived.
    private var waiting: [Int: Duration] = [:]
    /// No event before this one waits.
    private var oldest = 1
    private var latest = 0

    /// Makes one of a bot that has not begun.
    public init() {}

    /// How many events have arrived and not begun.
    public var depth: Int { waiting.count }

    /// For how long the oldest of them has waited at a time, on the bot's clock; zero if none waits.
    public func oldestAge(at time: Duration) -> Duration {
        waiting[oldest].map { max(.zero, time - $0) } ?? .zero
    }

    /// Takes note of an activity.
    ///
    /// - Complexity: O(1) on average.
    public mutating func note(_ activity: BotActivity) {
        switch activity.kind {
        case .received(let event, _):
            waiting[event] = activity.at
            latest = max(latest, event)
        case .began(let event), .dropped(let event), .abandoned(let event):
            waiting[event] = nil
        case .stopped:
            waiting = [:]
        default: return
        }
        // Events are numbered in the order of arrival, so each number is passed once.
        while oldest <= latest, waiting[oldest] == nil { oldest += 1 }
    }
}
