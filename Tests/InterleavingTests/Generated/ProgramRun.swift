import Synchronization

/// One run of a ``SmallProgram``: what it shares, and what went otherwise than it can.
final class ProgramRun: Sendable {
    let program: SmallProgram
    let actors = (0..<4).map { _ in Worker() }
    let locks = (0..<2).map { _ in ActorLock() }
    private let marks = Counter()
    private let loose = Counter()
    private let looseDone = Counter()
    private let wrong = Mutex<[String]>([])

    init(_ program: SmallProgram) {
        self.program = program
    }

    func mark() { marks.add() }
    func begin() { loose.add() }
    func end() { looseDone.add() }

    /// Notes what cannot be.
    func check(_ holds: Bool, _ what: @autoclosure () -> String) {
        if !holds {
            let text = what()
            wrong.withLock { $0.append(text) }
        }
    }

    /// Whether all tasks for which nobody waits have come to their end.
    var isOver: Bool {
        // In this order: what ends was begun before.
        let ended = looseDone.count
        return ended == loose.count
    }

    /// What is not as it is in every order; nothing if all is well.
    var findings: [String] {
        var findings = wrong.withLock { $0 }
        if marks.count != program.marks {
            findings.append("\(marks.count) of \(program.marks) marks")
        }
        if !isOver { findings.append("\(looseDone.count) of \(loose.count) loose tasks ended") }
        return findings
    }
}

final class Counter: Sendable {
    private let value = Atomic<Int>(0)
    var count: Int { value.load(ordering: .sequentiallyConsistent) }
    func add() { value.add(1, ordering: .sequentiallyConsistent) }
}

enum Inherited {
    @TaskLocal static var depth = 0
}

/// An actor on which one slice at a time runs.
actor Worker {
    private var inside = 0

    func perform(_ steps: [SmallProgram.Step], _ run: ProgramRun, _ isLocked: Bool) async {
        touch(run)
        await run.perform(steps, isLocked, on: self)
        touch(run)
        preconditionIsolated()
    }

    private func touch(_ run: ProgramRun) {
        inside += 1
        run.check(inside == 1, "two slices on one actor")
        inside -= 1
    }
}

/// A lock whose holder may suspend.
actor ActorLock {
    private var isHeld = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func lock() async {
        guard isHeld else { return isHeld = true }
        await withCheckedContinuation { waiting.append($0) }
    }

    func unlock() {
        if waiting.isEmpty { isHeld = false } else { waiting.removeFirst().resume() }
    }
}

/// A global actor that all programs share, simulated or not.
@globalActor actor SharedByPrograms {
    static let shared = SharedByPrograms()
    @SharedByPrograms private static var inside = 0

    @SharedByPrograms
    static func perform(_ steps: [SmallProgram.Step], _ run: ProgramRun, _ isLocked: Bool) async {
        inside += 1
        run.check(inside == 1, "two slices on the global actor")
        inside -= 1
        await run.perform(steps, isLocked, on: shared)
        shared.preconditionIsolated()
    }
}

extension MainActor {
    @MainActor
    static func perform(_ steps: [SmallProgram.Step], _ run: ProgramRun, _ isLocked: Bool) async {
        preconditionIsolated()
        await run.perform(steps, isLocked, on: shared)
        preconditionIsolated()
    }
}
