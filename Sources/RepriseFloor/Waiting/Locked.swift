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
@usableFromInline
package final class Locked<Value>: @unchecked Sendable {
    // `@unchecked` holds because the value is touched only between lock and unlock of `mutex`. Both lie
    // at addresses of their own: a mutex must not move, and a stored property would be checked for
    // exclusive access once more on every use.
    @usableFromInline let value: UnsafeMutablePointer<Value>
    let mutex: UnsafeMutablePointer<pthread_mutex_t>

    /// Puts `value` behind a new, unlocked mutex.
    package init(_ value: sending Value) {
        self.value = .allocate(capacity: 1)
        self.value.initialize(to: value)
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
        value.deinitialize(count: 1)
        value.deallocate()
    }

    /// Runs `body` with exclusive access to the value.
    ///
    /// Not re-entrant.
    @inlinable
    package func withLock<Result, Failure: Error>(
        _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        lock()
        defer { unlock() }
        return try body(&value.pointee)
    }

    @usableFromInline func lock() { pthread_mutex_lock(mutex) }
    @usableFromInline func unlock() { pthread_mutex_unlock(mutex) }
}
