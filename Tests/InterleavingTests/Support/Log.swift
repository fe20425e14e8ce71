import RepriseFloor

/// What happened, in the order in which it happened.
final class Log<Entry: Sendable>: Sendable {
    private let list = Locked<[Entry]>([])

    var entries: [Entry] { list.withLock { $0 } }

    func append(_ entry: Entry) {
        list.withLock { $0.append(entry) }
    }
}
