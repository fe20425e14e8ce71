import RepriseFloor

/// What stands between those who record and the thread that writes: entries and long bodies in order, bounded.
final class WriterMailbox: Sendable {
    /// One thing to do.
    enum Item {
        case entry(SessionEntry)
        /// A long body begins, of an entry that follows it.
        case beginningOfBody(Int, SessionEntry)
        /// Something of a long body.
        case piece([UInt8], body: Int)
        case endOfBody(Int)
        /// The body is named by no entry.
        case dropBody(Int)
    }

    /// What the thread is to do.
    struct Work {
        var items: [Item] = []
        /// How many of them are entries.
        var entryCount = 0
        /// How many bytes of long bodies they are.
        var bodySize = 0
        /// When the first of them was appended, in microseconds of ``RepriseFloor/MonotonicClock``.
        var firstAppended: Int64 = 0
        /// How much of the buffer the entries took, in bytes.
        var size = 0
        /// Whether nothing comes after these entries.
        var isLast = false
        /// Whether the recording was given up rather than finished.
        var isAbandoned = false
    }

    private struct State {
        var work = Work()
        var lastTime: Int64 = 0
        /// Entries and bytes in the buffer or being written.
        var count = 0
        var size = 0
        /// Bytes of long bodies in the buffer or being written.
        var bodySize = 0
        var lastBody = 0

        mutating func takeWork() -> Work {
            defer { work = Work(isLast: work.isLast) }
            return work
        }
    }

    /// Is raised when there is room again.
    let room = Signal()

    private let countLimit: Int
    private let sizeLimit: Int
    private let state = Monitor(State())

    init(countLimit: Int, sizeLimit: Int) {
        self.countLimit = countLimit
        self.sizeLimit = sizeLimit
    }

    /// Puts an entry behind those before it; false if the recording has ended.
    ///
    /// A time before that of the entry above is raised to it: the order of the entries is the truth.
    func append(_ entry: SessionEntry) -> Bool {
        let largest = max(sizeLimit / 2, 1)
        let (isTaken, isFirst) = state.withLock { state in
            guard !state.work.isLast else { return (false, false) }
            var entry = entry
            entry.at = max(entry.at, state.lastTime)
            state.lastTime = entry.at
            // One large upload leaves room for what else the bot does meanwhile; two do not.
            let size = min(entry.approximateSize, largest)
            if state.work.entryCount == 0 {
                state.work.firstAppended = MonotonicClock.microseconds
            }
            state.count += 1
            state.size += size
            state.work.size += size
            state.work.entryCount += 1
            state.work.items.append(.entry(entry))
            return (true, state.work.items.count == 1)
        }
        if isFirst { state.signal() }
        return isTaken
    }

    /// Begins a long body, and gives it a number.
    func beginBody(of entry: SessionEntry) -> Int {
        let number = state.withLock { state in
            state.lastBody += 1
            return state.lastBody
        }
        append(body: .beginningOfBody(number, entry))
        return number
    }

    /// Puts something of a long body behind what came before.
    func append(body item: Item) {
        let isFirst = state.withLock { state in
            guard !state.work.isLast else { return false }
            if case .piece(let bytes, _) = item {
                state.bodySize += bytes.count
                state.work.bodySize += bytes.count
            }
            state.work.items.append(item)
            return state.work.items.count == 1
        }
        if isFirst { state.signal() }
    }

    /// Whether there is room for more of long bodies.
    ///
    /// They come as fast as a network and wait for what looks for secrets in them, so they have a bound of their own, as large as
    /// that of entries, and entries need not wait for them.
    var hasRoomForBodies: Bool { state.withLock { $0.bodySize < sizeLimit } }

    /// Says that nothing will come any more.
    func end(abandoning: Bool) {
        state.withLock { state in
            guard !state.work.isLast else { return }
            state.work.isLast = true
            state.work.isAbandoned = abandoning
        }
        state.signal()
    }

    /// Whether the buffer is below its bounds.
    var hasRoom: Bool {
        state.withLock { [countLimit, sizeLimit] in $0.count < countLimit && $0.size < sizeLimit }
    }

    /// Waits for something to do, until `deadline` (microseconds of ``RepriseFloor/MonotonicClock``) at most.
    func take(until deadline: Int64?) -> Work {
        let work = state.wait(until: deadline) { state -> Work? in
            state.work.items.isEmpty && !state.work.isLast ? nil : state.takeWork()
        }
        return work ?? state.withLock { $0.takeWork() }
    }

    /// Takes note that work was done, and lets those go on who wait for room.
    func finished(_ work: Work) {
        state.withLock { state in
            state.count -= work.entryCount
            state.size -= work.size
            state.bodySize -= work.bodySize
        }
        room.raise()
    }
}
