#if INTERLEAVING_WHOLE_PROGRAM && canImport(Glibc) && compiler(>=6.3) && compiler(<6.4)
import CInterleaving
@_spi(ExperimentalCustomExecutors) @_spi(ExperimentalScheduling) import _Concurrency

/// The default executor of the process: what belongs to a simulation goes there, all else goes on to
/// the platform's own, untouched.
final class Router: TaskExecutor, SchedulingExecutor {
    static let shared = Router()

    private let platform = PlatformExecutorFactory.defaultExecutor
    private let scheduler = PlatformExecutorFactory.defaultExecutor as? any SchedulingExecutor

    /// Whether everything that arrives can be passed on to the platform.
    var isComplete: Bool { scheduler != nil }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if SimulationDirectory.shared.take(job, by: .global) { return }
        passOn(job)
    }

    /// Leaves a job to the platform.
    func passOn(_ job: UnownedJob) { platform.enqueue(ExecutorJob(job)) }

    func enqueue<C: Clock>(
        _ job: consuming ExecutorJob,
        after delay: C.Duration,
        tolerance: C.Duration?,
        clock: C
    ) {
        let job = UnownedJob(job)
        if let engine = SimulationDirectory.current, let delay = standardDuration(delay) {
            engine.schedule(job, after: delay)
        } else {
            scheduler?.enqueue(ExecutorJob(job), after: delay, tolerance: tolerance, clock: clock)
        }
    }

    func enqueue<C: Clock>(
        _ job: consuming ExecutorJob,
        at instant: C.Instant,
        tolerance: C.Duration?,
        clock: C
    ) {
        let job = UnownedJob(job)
        if let engine = SimulationDirectory.current,
            let delay = standardDuration(clock.now.duration(to: instant))
        {
            engine.schedule(job, after: delay)
        } else {
            scheduler?.enqueue(ExecutorJob(job), at: instant, tolerance: tolerance, clock: clock)
        }
    }
}

/// The duration, if it is of the standard library's type; a cast would look it up on every sleep.
private func standardDuration<Value>(_ duration: Value) -> Duration? {
    Value.self == Duration.self ? unsafeBitCast(duration, to: Duration.self) : nil
}

/// The main actor's executor, in the same way.
final class MainRouter: MainExecutor {
    static let shared = MainRouter()

    private let platform = PlatformExecutorFactory.mainExecutor

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if SimulationDirectory.shared.take(job, by: .main) { return }
        let run: @convention(c) (UnsafeMutableRawPointer?) -> Void = { job in
            guard let job else { return }
            MainTurn.take {
                unsafeBitCast(job, to: UnownedJob.self)
                    .runSynchronously(on: MainActor.sharedUnownedExecutor)
            }
        }
        // As the platform does it, but for the turn that is taken.
        let word = unsafeBitCast(job, to: UnsafeMutableRawPointer.self)
        if !interleaving_enqueue_on_main(word, run) { platform.enqueue(ExecutorJob(job)) }
    }

    func run() throws { try platform.run() }

    func runUntil(_ condition: () -> Bool) throws { try platform.runUntil(condition) }

    func stop() { platform.stop() }

    var isMainExecutor: Bool { true }

    func checkIsolated() { platform.checkIsolated() }
}

/// Sees to it that one thread at a time runs code of the main actor.
enum MainTurn {
    static func take(_ action: () -> Void) {
        interleaving_lock_main()
        action()
        interleaving_unlock_main()
    }
}

private enum RouterFactory: ExecutorFactory {
    static var mainExecutor: any MainExecutor { MainRouter.shared }
    static var defaultExecutor: any TaskExecutor { Router.shared }
}

/// Puts the routers in place for the life of the process, unless it is not one for which this was written; whether
/// it did.
///
/// Called by the C half while the process is loaded, before any other thread exists.
@_cdecl("interleaving_install")
func installRouters() -> Bool {
    guard Toolchain.current.restriction == nil, Router.shared.isComplete else { return false }
    _createExecutors(factory: RouterFactory.self)
    SimulationDirectory.isInstalled = true
    return true
}
#else
/// The main actor is the platform's alone here.
enum MainTurn {
    static func take(_ action: () -> Void) { action() }
}
#endif
