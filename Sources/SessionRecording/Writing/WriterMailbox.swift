#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What stands between those who record and the thread that writes: entries in order, bounded.
final class WriterMailbox: @unchecked Sendable {
    // `@unchecked` holds because `state` is touched only between lock and unlock of `mutex`, and both
    // the mutex and the condition have fixed addresses for the life of the object.

    /// What the thread is to do.
    struct Work {
        var entries: [SessionEntry] = []
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
    }

    /// Fires when there is room again.
    let room = Signal()

    private let countLimit: Int
    private let sizeLimit: Int
    private var state = State()
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>

    init(countLimit: Int, sizeLimit: Int) {
        self.countLimit = countLimit
        self.sizeLimit = sizeLimit
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
        condition = .allocate(capacity: 1)
        condition.initialize(to: pthread_cond_t())
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        #if !canImport(Darwin)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        #endif
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        condition.deallocate()
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Puts an entry behind those before it; false if the recording has ended.
    ///
    /// A time before that of the entry above is raised to it: the order of the entries is the truth.
    func append(_ entry: SessionEntry) -> Bool {
        withLock { state in
            guard !state.work.isLast else { return false }
            var entry = entry
            entry.at = max(entry.at, state.lastTime)
            state.lastTime = entry.at
            let size = entry.approximateSize
            state.count += 1
            state.size += size
            state.work.size += size
            state.work.entries.append(entry)
            if state.work.entries.count == 1 { pthread_cond_signal(condition) }
            return true
        }
    }

    /// Says that nothing will come any more.
    func end(abandoning: Bool) {
        withLock { state in
            guard !state.work.isLast else { return }
            state.work.isLast = true
            state.work.isAbandoned = abandoning
            pthread_cond_signal(condition)
        }
    }

    /// Whether the buffer is below its bounds.
    var hasRoom: Bool {
        withLock { $0.count < countLimit && $0.size < sizeLimit }
    }

    /// Waits for something to do, until `deadline` (microseconds of ``MonotonicClock``) at most.
    func take(until deadline: Int64?) -> Work {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        // While it waits the lock is open and others change the state: it is read anew each time, and
        // no access to it may last beyond the wait.
        while state.work.entries.isEmpty, !state.work.isLast {
            guard wait(until: deadline) else { break }
        }
        let work = state.work
        state.work = Work()
        state.work.isLast = work.isLast
        return work
    }

    /// Takes note that work was done, and lets those go on who wait for room.
    func finished(_ work: Work) {
        withLock { state in
            state.count -= work.entries.count
            state.size -= work.size
        }
        room.fire()
    }

    /// Waits for the condition; false if the deadline has passed.
    private func wait(until deadline: Int64?) -> Bool {
        guard let deadline else {
            pthread_cond_wait(condition, mutex)
            return true
        }
        #if canImport(Darwin)
        let left = max(0, deadline - MonotonicClock.now)
        var time = timespec(tv_sec: Int(left / 1_000_000), tv_nsec: Int(left % 1_000_000) * 1_000)
        return pthread_cond_timedwait_relative_np(condition, mutex, &time) != ETIMEDOUT
        #else
        var time = timespec(
            tv_sec: Int(deadline / 1_000_000),
            tv_nsec: Int(deadline % 1_000_000) * 1_000
        )
        return pthread_cond_timedwait(condition, mutex, &time) != ETIMEDOUT
        #endif
    }

    private func withLock<Result>(_ body: (inout State) -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body(&state)
    }
}
