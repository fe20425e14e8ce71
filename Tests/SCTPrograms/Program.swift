/// A small concurrent program with a known bug, of the kind that schedulers are measured by.
///
/// SCT-Swift: programs of SCTBench (Thomson, Donaldson and Betts, 2016; github.com/mc-imperial/sctbench, MIT) and kernels of GoBench (Yuan
/// and others, 2021; github.com/timmyyuan/gobench), written anew as tasks from what is published of them. What was a thread is a detached task,
/// and a scheduling point stands before each access to what is shared; nothing here knows of a scheduler.
public struct Program: Sendable {
    /// Where a program is from.
    public enum Family: String, Sendable, CaseIterable {
        /// The concurrency-software family of SCTBench.
        case cs = "CS"
        /// Other programs of SCTBench: concurrency bugs, Chess, Inspect, SafeStack.
        case others = "SCTBench"
        /// GoKer kernels that block for ever.
        case goKerBlocking = "GoKer, blocking"
        /// GoKer kernels that go wrong without blocking.
        case goKerNonBlocking = "GoKer, non-blocking"
    }

    /// How the bug shows.
    public enum Symptom: Sendable {
        /// A check fails.
        case brokenPromise
        /// Some task waits for ever.
        case deadlock
        /// Either.
        case any
    }

    /// Which of the two is run.
    public enum Version: Sendable {
        /// As published.
        case published
        /// With the bug mended, so that no schedule fails.
        case corrected
    }

    /// The name under which it is published, without that of its family.
    public let name: String

    /// Where it is from.
    public let family: Family

    /// How the bug shows.
    public let symptom: Symptom

    private let body: @Sendable (Version, Promise) async -> Void

    init(
        _ name: String,
        _ family: Family,
        _ symptom: Symptom,
        _ body: @escaping @Sendable (Version, Promise) async -> Void
    ) {
        self.name = name
        self.family = family
        self.symptom = symptom
        self.body = body
    }

    /// Runs it once.
    ///
    /// - Throws: ``BrokenPromise`` if a check failed. A deadlock never returns.
    public func run(_ version: Version) async throws {
        let promise = Promise()
        await body(version, promise)
        try promise.keep()
    }

    /// All of them.
    public static let all = cs + others + goKerBlocking + goKerNonBlocking

    /// The program of that name.
    public static func named(_ name: String) -> Program? { all.first { $0.name == name } }
}

/// A check of a program failed.
public struct BrokenPromise: Error, CustomStringConvertible {
    /// What was checked.
    public let description: String
}

/// What a program checks while it runs.
///
/// A thread that finds it broken goes on, so that nobody waits for it in vain.
final class Promise: @unchecked Sendable {
    // Simulated tasks run on one thread; see `Shared`.
    private var broken: String?

    /// Notes that a check failed.
    func check(_ holds: Bool, _ what: String) {
        if !holds, broken == nil { broken = what }
    }

    func keep() throws {
        if let broken { throw BrokenPromise(description: broken) }
    }
}
