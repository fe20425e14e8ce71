#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A value behind a lock, and threads that block until it has changed.
///
/// For threads of the operating system only: a task that waits suspends instead, on a ``Signal`` or a ``OneShot``.
package final class Monitor<Value>: @unchecked Sendable {
    // `@unchecked` holds because the condition has an address of its own for the life of the object, is
    // waited for with the lock held only, and may be signalled by any thread.
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private let value: Locked<Value>

    /// Puts `value` behind a new lock.
    package init(_ value: sending Value) {
        self.value = Locked(value)
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
    }

    /// Runs `body` with exclusive access to the value.
    ///
    /// Not re-entrant.
    package func withLock<Result>(_ body: (inout sending Value) -> sending Result) -> sending Result
    {
        value.withLock(body)
    }

    /// Lets one of the threads that wait look at the value again.
    package func signal() {
        pthread_cond_signal(condition)
    }

    /// Blocks until `body` gives something.
    ///
    /// `body` is asked at once, and with exclusive access each time; in between the lock is open.
    ///
    /// - Parameter deadline: When to give up, in microseconds of ``MonotonicClock``; `nil` for never.
    /// - Returns: What `body` gave; `nil` when the deadline has passed.
    package func wait<Result>(
        until deadline: Int64?,
        _ body: (inout sending Value) -> sending Result?
    ) -> sending Result? {
        value.lock()
        defer { value.unlock() }
        while true {
            if let result = body(&value.value.pointee) { return result }
            guard wait(until: deadline) else { return nil }
        }
    }

    /// Waits for a signal, the lock open meanwhile; false if the deadline has passed.
    private func wait(until deadline: Int64?) -> Bool {
        guard let deadline else {
            pthread_cond_wait(condition, value.mutex)
            return true
        }
        #if canImport(Darwin)
        let left = max(0, deadline - MonotonicClock.microseconds)
        var time = timespec(tv_sec: Int(left / 1_000_000), tv_nsec: Int(left % 1_000_000) * 1_000)
        return pthread_cond_timedwait_relative_np(condition, value.mutex, &time) != ETIMEDOUT
        #else
        var time = timespec(
            tv_sec: Int(deadline / 1_000_000),
            tv_nsec: Int(deadline % 1_000_000) * 1_000
        )
        return pthread_cond_timedwait(condition, value.mutex, &time) != ETIMEDOUT
        #endif
    }
}
