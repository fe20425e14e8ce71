/// A schedule that is in order but for one thing or two, tried because of what an earlier run was seen to do.
struct Probe: Hashable, Sendable {
    /// Which of the slices that are not held goes first.
    enum Order: Hashable, Sendable {
        /// The one that has been ready for longest.
        case plain
        /// The same, but at this choice it lets the next pass.
        case pass(Int)
        /// The one that became ready last.
        case newestFirst
        /// The one that has been ready for longest, but a task that has just made another ready goes after all others: whoever was
        /// woken goes far before the waker does.
        case wakersLast
        /// The task that was made first: it goes as far as it can before the next does.
        case inTurn
        /// The passing of time, where timers are near enough for that, and else the one that has been ready for longest.
        case timeFirst
    }

    /// In which order.
    var order = Order.plain

    /// Choices after which the plain order goes on.
    ///
    /// A task that spins could come round to a lock for ever in just the moment in which another holds it.
    var reach: Int

    /// Places at which tasks are held until nobody else can go on; the first of them for longest.
    var holds: [UInt32] = []
}

extension Probe.Order: CustomStringConvertible {
    /// The order as one word: `plain`, `pass7`, `newest`, `wakers`, `turn` or `time`.
    var description: String {
        switch self {
        case .plain: "plain"
        case .pass(let choice): "pass\(choice)"
        case .newestFirst: "newest"
        case .wakersLast: "wakers"
        case .inTurn: "turn"
        case .timeFirst: "time"
        }
    }

    /// Reads what ``description`` wrote.
    init?(_ word: some StringProtocol) {
        switch word {
        case "plain": self = .plain
        case "newest": self = .newestFirst
        case "wakers": self = .wakersLast
        case "turn": self = .inTurn
        case "time": self = .timeFirst
        default:
            guard word.hasPrefix("pass"), let choice = Int(word.dropFirst(4)), choice >= 0 else {
                return nil
            }
            self = .pass(choice)
        }
    }
}

extension Schedule {
    /// Choices for which a schedule keeps to one idea, in a run that is expected to have `length`.
    static func reach(of length: Int) -> Int {
        let (reach, isTooMuch) = length.multipliedReportingOverflow(by: 4)
        return isTooMuch ? .max : 1_000 + min(reach, .max - 1_000)
    }
}
