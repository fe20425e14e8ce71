import CCurl
import RepriseFloor

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The thread on which libcurl runs, and the executor of the actor that lives there.
///
/// Other threads hand in work; the thread runs it between two waits for the network. It ends after
/// ``stop()``, once the engine has let everything go.
final class CurlThread: SerialExecutor, Sendable {
    /// Something to do on the thread.
    typealias Work = @Sendable (isolated CurlEngine) -> Void

    private struct State {
        /// What has been handed in and not begun.
        var work: [Work] = []
        /// Whether the thread waits in libcurl and has to be woken.
        var isWaiting = false
        /// Whether the thread is to end.
        var isStopping = false
        /// Whether it takes no more work.
        var hasEnded = false
        /// The thread, until somebody has joined it.
        var thread: SystemThread?
        /// Who waits for the end.
        var watchers: [Pending<Void>] = []
        /// Jobs of the actor that came after the end, and whether somebody runs them.
        var lateJobs: [UnownedJob] = []
        var isRunningLateJobs = false
    }

    // libcurl allows exactly one call from other threads, curl_multi_wakeup. It is made under the lock
    // and only while the thread waits, hence never on a handle that has been freed.
    nonisolated(unsafe) let multi: UnsafeMutableRawPointer
    private let state = Locked(State())

    /// Makes a thread around a multi handle without starting it.
    init(multi: UnsafeMutableRawPointer) {
        self.multi = multi
    }

    deinit {
        // Nobody joined it: let the system reclaim it by itself.
        if let thread = state.withLock({ $0.thread.take() }) { thread.detach() }
    }

    /// Starts the thread; false if the system has none to give.
    func start(_ engine: CurlEngine) -> Bool {
        state.withLock { state in
            state.thread = SystemThread.start { self.run(engine) }
            state.hasEnded = state.thread == nil
            return !state.hasEnded
        }
    }

    /// Hands in work; false when the thread is to end and takes no more.
    @discardableResult
    func post(_ work: @escaping Work) -> Bool {
        state.withLock { state in
            if state.isStopping || state.hasEnded { return false }
            state.work.append(work)
            wake(&state)
            return true
        }
    }

    /// Makes the thread end as soon as it has let go of everything.
    ///
    /// Returns at once.
    func stop() {
        state.withLock { state in
            state.isStopping = true
            wake(&state)
        }
    }

    /// Waits until the thread is gone.
    func waitForEnd() async {
        let watcher = Pending<Void>()
        let hasEnded = state.withLock { state in
            if !state.hasEnded { state.watchers.append(watcher) }
            return state.hasEnded
        }
        if !hasEnded { try? await watcher.get() }
        // All that is left of the thread is its return, so joining takes no time worth suspending for.
        if let thread = state.withLock({ $0.thread.take() }) { thread.join() }
    }

    private func wake(_ state: inout State) {
        if state.isWaiting {
            state.isWaiting = false
            curl_multi_wakeup(multi)
        }
    }
}

// MARK: - On the thread

extension CurlThread {
    private func run(_ engine: CurlEngine) {
        // Signals are for the program's own threads, and a broken pipe is an error code here.
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)
        CurlThread.current = Unmanaged.passUnretained(self).toOpaque()
        loop(engine)
        CurlThread.current = nil
    }

    private func loop(_ engine: CurlEngine) {
        while let work = takeWork() {
            engine.assumeIsolated { engine in
                engine.turn(work)
                engine.wait()
            }
        }
        engine.assumeIsolated { $0.shutDown() }
        while let work = takeLastWork() {
            engine.assumeIsolated { engine in
                for item in work { item(engine) }
            }
        }
        let watchers = state.withLock { $0.watchers }
        for watcher in watchers { watcher.resolve(.success(())) }
    }

    /// What has been handed in, or `nil` when the thread is to end.
    private func takeWork() -> [Work]? {
        state.withLock { state in
            state.isWaiting = false
            if state.isStopping { return nil }
            defer { state.work = [] }
            return state.work
        }
    }

    /// What came too late, or `nil` when there is nothing and the thread has ended.
    private func takeLastWork() -> [Work]? {
        state.withLock { state in
            defer { state.work = [] }
            state.hasEnded = state.work.isEmpty
            return state.hasEnded ? nil : state.work
        }
    }

    /// Announces a wait; false if there is something to do first.
    func willWait() -> Bool {
        state.withLock { state in
            state.isWaiting = state.work.isEmpty && !state.isStopping
            return state.isWaiting
        }
    }
}

// MARK: - As an executor

extension CurlThread {
    // One key for the process; each thread reads and writes its own value.
    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    private static var current: UnsafeMutableRawPointer? {
        get { pthread_getspecific(key) }
        set { pthread_setspecific(key, newValue) }
    }

    func checkIsolated() {
        precondition(
            Self.current == Unmanaged.passUnretained(self).toOpaque(),
            "not on the thread of libcurl"
        )
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isFirstLateJob = state.withLock { state in
            if !state.hasEnded {
                state.work.append { engine in
                    job.runSynchronously(on: engine.unownedExecutor)
                }
                wake(&state)
                return false
            }
            state.lateJobs.append(job)
            defer { state.isRunningLateJobs = true }
            return !state.isRunningLateJobs
        }
        // The thread is gone. One caller at a time runs what still comes, in order.
        while isFirstLateJob, let job = nextLateJob() {
            job.runSynchronously(on: asUnownedSerialExecutor())
        }
    }

    private func nextLateJob() -> UnownedJob? {
        state.withLock { state in
            if state.lateJobs.isEmpty {
                state.isRunningLateJobs = false
                return nil
            }
            return state.lateJobs.removeFirst()
        }
    }
}
