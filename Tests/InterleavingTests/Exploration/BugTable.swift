import Interleaving

/// Ordering bugs of known kinds in code that is otherwise busy with harmless handlers.
///
/// Each throws ``Broken`` under some schedules only. The code is unmodified: detached tasks and default
/// actors.
enum Bug: String, CaseIterable, Sendable {
    /// The reply to a message comes before that to an earlier one.
    case orderSwap
    /// A long handler finishes before a short one, spawned right after it, starts.
    case starvation
    /// Two handlers add to one counter, and one addition is lost.
    case lostUpdate
    /// All of a long write happens between two reads of one reader.
    case longWriter
    /// Each of two long writes happens in a gap of its own between three reads.
    case twoGaps
    /// A reader sees what a handler did before it undid it.
    case checkActUndo

    /// The promise was broken.
    struct Broken: Error, CustomStringConvertible {
        let description: String
    }

    /// Schedules within which the default portfolio is expected to find it.
    var expectedSchedules: Int {
        switch self {
        case .orderSwap, .lostUpdate: 50
        case .starvation, .longWriter: 500
        case .checkActUndo: 1_000
        case .twoGaps: 3_000
        }
    }

    func run() async throws {
        switch self {
        case .orderSwap: try await Bug.orderSwap()
        case .starvation: try await Bug.starvation()
        case .lostUpdate: try await Bug.lostUpdate()
        case .longWriter: try await Bug.longWriter()
        case .twoGaps: try await Bug.twoGaps()
        case .checkActUndo: try await Bug.checkActUndo()
        }
    }
}

/// A value that is read and written across an actor's boundary.
private actor Cell {
    private var value = 0
    func get() -> Int { value }
    func set(_ value: Int) { self.value = value }
}

extension Bug {
    /// Handlers that are only there to be busy.
    private static func bystanders(_ count: Int) -> [Task<Void, Never>] {
        (0..<count).map { _ in Task.detached { await pause(3) } }
    }

    private static func pause(_ times: Int) async {
        for _ in 0..<times { await Task.yield() }
    }

    private static func orderSwap() async throws {
        let replies = Log<Int>()
        let handlers = (0..<10).map { message in
            Task.detached {
                await pause(3)
                replies.append(message)
            }
        }
        for handler in handlers { await handler.value }
        let order = replies.entries
        guard order.firstIndex(of: 1) ?? 0 < order.firstIndex(of: 2) ?? 0 else {
            throw Broken(description: "reply 2 came before reply 1")
        }
    }

    private static func starvation() async throws {
        let events = Log<String>()
        let long = Task.detached {
            await pause(12)
            events.append("long finished")
        }
        let short = Task.detached {
            events.append("short started")
            await pause(1)
        }
        let others = bystanders(8)
        for task in others + [long, short] { await task.value }
        guard events.entries.first == "short started" else {
            throw Broken(description: "the short handler starved")
        }
    }

    private static func lostUpdate() async throws {
        let cell = Cell()
        let first = Task.detached { await cell.set(cell.get() + 1) }
        let second = Task.detached {
            await pause(6)
            await cell.set(cell.get() + 1)
        }
        let others = bystanders(8)
        for task in others + [first, second] { await task.value }
        guard await cell.get() == 2 else { throw Broken(description: "one update was lost") }
    }

    private static func longWriter() async throws {
        let cell = Cell()
        let reader = Task.detached {
            let before = await cell.get()
            await Task.yield()
            return [before, await cell.get()]
        }
        let writer = Task.detached {
            for step in 1...12 {
                await Task.yield()
                await cell.set(step)
            }
        }
        let others = bystanders(8)
        for task in others + [writer] { await task.value }
        guard await reader.value != [0, 12] else {
            throw Broken(description: "a whole write fell between two reads")
        }
    }

    private static func twoGaps() async throws {
        let (left, right) = (Cell(), Cell())
        let reader = Task.detached {
            var seen: [[Int]] = []
            for _ in 0..<3 {
                seen.append([await left.get(), await right.get()])
                await Task.yield()
            }
            return seen
        }
        let writers = [left, right].map { cell in
            Task.detached {
                for step in 1...2 {
                    await cell.set(step)
                    await Task.yield()
                }
            }
        }
        let others = bystanders(3)
        for task in others + writers { await task.value }
        guard await reader.value != [[0, 0], [2, 0], [2, 2]] else {
            throw Broken(description: "each write fell into a gap of its own")
        }
    }

    private static func checkActUndo() async throws {
        let (stock, flag) = (Cell(), Cell())
        let actor = Task.detached {
            guard await stock.get() == 0 else { return }
            await flag.set(1)
            await Task.yield()
            await flag.set(0)
        }
        let reader = Task.detached {
            await pause(12)
            return await flag.get()
        }
        let others = bystanders(8)
        for task in others + [actor] { await task.value }
        guard await reader.value == 0 else {
            throw Broken(description: "a reader saw what was undone")
        }
    }
}
