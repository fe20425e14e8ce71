/// A value behind a lock, for state that callbacks and tasks of several threads share.
///
/// It is a POSIX mutex and not `Synchronization.Mutex`, because ThreadSanitizer on Linux does not see
/// through the latter and reports a race for every correct use of it.
@usableFromInline
package final class Locked<Value>: @unchecked Sendable {
    // `@unchecked` holds because the value is touched only between lock and unlock of `mutex`. Both lie
    // in one piece of memory of their own: a mutex must not move, a stored property would be checked for
    // exclusive access once more on every use, and a replay makes several of these for each event.
    @usableFromInline let memory: UnsafeMutableRawPointer
    @usableFromInline let value: UnsafeMutablePointer<Value>
    @usableFromInline let mutex: PlacedMutex

    /// Puts `value` behind a new, unlocked mutex.
    @inlinable
    package init(_ value: sending Value) {
        let alignment = MemoryLayout<Value>.alignment
        let offset = (PlacedMutex.size + alignment - 1) / alignment * alignment
        memory = .allocate(
            byteCount: offset + MemoryLayout<Value>.size,
            alignment: Swift.max(alignment, PlacedMutex.alignment)
        )
        mutex = PlacedMutex(in: memory)
        self.value = (memory + offset).bindMemory(to: Value.self, capacity: 1)
        self.value.initialize(to: value)
    }

    @inlinable
    deinit {
        value.deinitialize(count: 1)
        mutex.destroy()
        memory.deallocate()
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
