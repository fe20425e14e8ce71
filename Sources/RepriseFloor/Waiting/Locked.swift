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
    @usableFromInline let mutex: PlacedMutex

    /// Puts `value` behind a new, unlocked mutex.
    @inlinable
    package init(_ value: sending Value) {
        self.value = .allocate(capacity: 1)
        self.value.initialize(to: value)
        mutex = PlacedMutex()
    }

    @inlinable
    deinit {
        mutex.destroy()
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
        mutex.lock()
        defer { mutex.unlock() }
        return try body(&value.pointee)
    }
}
