#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A value behind a lock, for state that callbacks and tasks of several threads share.
///
/// It is a POSIX mutex and not `Synchronization.Mutex`, because ThreadSanitizer on Linux does not see
/// through the latter and reports a race for every correct use of it.
package final class Locked<Value>: @unchecked Sendable {
    // `@unchecked` holds because `value` is touched only between lock and unlock of `mutex`, and the
    // mutex has a fixed address for the life of the object.
    private var value: Value
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    /// Puts `value` behind a new, unlocked mutex.
    package init(_ value: sending Value) {
        self.value = value
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Runs `body` with exclusive access to the value.
    ///
    /// Not re-entrant.
    package func withLock<Result, Failure: Error>(
        _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value)
    }
}
