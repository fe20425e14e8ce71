import RepriseFloor

/// Decides which event runs when: the order promised by a ``Processing`` policy, without any task,
/// lock or clock.
///
/// Every event belongs to a lane; a lane runs one event at a time, in arrival order; at most
/// ``Rules/limit`` lanes run at a time, and lanes that wait for a place take turns in the order in
/// which they asked. A lane without work is forgotten.
struct Dispatcher<Item: Sendable>: Sendable {
    /// The bounds of a policy.
    struct Rules: Sendable, Hashable {
        /// How many lanes run at a time.
        var limit: Int
        /// How many events may wait.
        var capacity: Int
        /// What happens to the event that is one too many.
        var whenFull: Processing.WhenFull
    }

    /// Which queue an event belongs to.
    enum Lane: Sendable, Hashable {
        /// The only one.
        case only
        /// One for itself.
        case own(Int)
        /// The one of a key; `nil` is the key of events without any.
        case key(String?)
    }

    /// An event and its place in the order of arrival.
    struct Entry: Sendable {
        var number: Int
        var lane: Lane
        var item: Item
    }

    /// What became of an offered event.
    enum Outcome: Sendable {
        /// It runs now.
        case start
        /// It waits.
        case wait
        /// It waits, and receiving should too: the backlog is over its bound.
        case waitAndPause
        /// It waits in the place of an older one, which is dropped.
        case dropped(Entry)
        /// It is not taken.
        case refused
    }

    private let rules: Rules
    private var busy: Set<Lane> = []
    private var waiting: [Lane: FIFO<Entry>] = [:]
    /// Lanes that have an event waiting and none running, in the order in which they became so.
    private var ready = FIFO<Lane>()
    private(set) var waitingCount = 0

    /// Starts with nothing to do.
    init(_ rules: Rules) {
        self.rules = rules
    }

    /// Whether nothing runs and nothing waits.
    var isIdle: Bool { busy.isEmpty && waitingCount == 0 }

    /// Whether receiving may go on.
    var hasRoom: Bool { rules.whenFull != .wait || excess <= 0 }

    /// How many events wait beyond the capacity; none if negative.
    var excess: Int { waitingCount - rules.capacity }

    /// How many lanes are remembered; for the tests that nothing stays behind.
    var laneCount: Int { max(ready.count, Set(waiting.keys).union(busy).count) }

    /// Takes an event that arrived.
    mutating func offer(_ entry: Entry) -> Outcome {
        if !busy.contains(entry.lane), waiting[entry.lane] == nil, busy.count < rules.limit {
            busy.insert(entry.lane)
            return .start
        }
        guard waitingCount >= rules.capacity else {
            enqueue(entry)
            return .wait
        }
        switch rules.whenFull {
        case .wait:
            enqueue(entry)
            return .waitAndPause
        case .dropOldest:
            guard let oldest = removeOldest() else { return .dropped(entry) }
            enqueue(entry)
            return .dropped(oldest)
        case .fail:
            return .refused
        }
    }

    /// Takes note that an event of a lane has ended.
    ///
    /// - Returns: The event that takes the free place.
    mutating func finish(_ lane: Lane) -> Entry? {
        busy.remove(lane)
        if waiting[lane] != nil { ready.append(lane) }
        guard let next = ready.popFirst(), let entry = popFirst(of: next) else { return nil }
        busy.insert(next)
        return entry
    }

    /// Takes everything that waits, in arrival order.
    mutating func removeWaiting() -> [Entry] {
        let entries = waiting.values.flatMap(\.elements).sorted { $0.number < $1.number }
        waiting = [:]
        ready = FIFO()
        waitingCount = 0
        return entries
    }

    private mutating func enqueue(_ entry: Entry) {
        if waiting[entry.lane] == nil, !busy.contains(entry.lane) { ready.append(entry.lane) }
        waiting[entry.lane, default: FIFO()].append(entry)
        waitingCount += 1
    }

    private mutating func popFirst(of lane: Lane) -> Entry? {
        guard let entry = waiting[lane]?.popFirst() else { return nil }
        if waiting[lane]?.isEmpty == true { waiting[lane] = nil }
        waitingCount -= 1
        return entry
    }

    /// O(number of lanes with something waiting): the price of dropping falls on the overloaded.
    private mutating func removeOldest() -> Entry? {
        let oldest = waiting.min { left, right in
            (left.value.first?.number ?? .max) < (right.value.first?.number ?? .max)
        }
        guard let lane = oldest?.key else { return nil }
        let entry = popFirst(of: lane)
        // It does not keep its turn in vain: what comes for it later asks anew.
        if waiting[lane] == nil { _ = ready.popFirst { $0 == lane } }
        return entry
    }
}
