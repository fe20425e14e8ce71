/// A variable that several tasks read and write.
///
/// Each access is a scheduling point, before the access. `@unchecked Sendable`: these programs race by design, and are run where all tasks
/// share one thread; what happens between two suspensions is one piece there.
final class Shared<Value: Sendable>: @unchecked Sendable {
    private var value: Value

    init(_ value: Value) {
        self.value = value
    }

    func read() async -> Value {
        await Task.yield()
        return value
    }

    func write(_ value: Value) async {
        await Task.yield()
        self.value = value
    }

    /// Reads and writes in one piece, as an atomic instruction does.
    @discardableResult
    func update<Answer>(_ change: (inout Value) -> Answer) async -> Answer {
        await Task.yield()
        return change(&value)
    }

    /// The value once all is over, which is no access of the program's.
    var final: Value { value }
}

extension Shared where Value: Equatable {
    /// Writes `new` if the value is `old`; whether it was, and what the value was.
    func compareExchange(_ old: Value, _ new: Value) async -> (exchanged: Bool, original: Value) {
        await update { value in
            let original = value
            if original == old { value = new }
            return (original == old, original)
        }
    }

    /// Writes a value and gives back the one before.
    func exchange(_ new: Value) async -> Value {
        await update { value in
            let original = value
            value = new
            return original
        }
    }
}

extension Shared where Value == Int {
    /// Reads, then writes: two accesses, as `x = x + amount` has.
    func add(_ amount: Int) async {
        let old = await read()
        await write(old + amount)
    }
}

/// Starts one task for each body, in order, and waits for all.
func threads(_ bodies: [@Sendable () async -> Void]) async {
    let tasks = bodies.map { body in Task.detached { await body() } }
    for task in tasks { await task.value }
}

/// Starts one task for each body, in order, and waits for all.
func threads(_ bodies: @Sendable () async -> Void...) async { await threads(bodies) }
