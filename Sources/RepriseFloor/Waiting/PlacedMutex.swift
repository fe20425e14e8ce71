#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A POSIX mutex at an address that does not move.
///
/// Whoever makes it gives it the memory, and destroys it. It is apart from ``Locked``, so that other rooms can have that made for their
/// own types without seeing the C library.
@usableFromInline
struct PlacedMutex {
    let pointer: UnsafeMutablePointer<pthread_mutex_t>

    /// How many bytes it takes.
    @usableFromInline static var size: Int { MemoryLayout<pthread_mutex_t>.size }
    /// What its address is a multiple of.
    @usableFromInline static var alignment: Int { MemoryLayout<pthread_mutex_t>.alignment }

    /// A new, unlocked mutex in ``size`` bytes of memory.
    @usableFromInline
    init(in memory: UnsafeMutableRawPointer) {
        pointer = memory.bindMemory(to: pthread_mutex_t.self, capacity: 1)
        pointer.initialize(to: pthread_mutex_t())
        pthread_mutex_init(pointer, nil)
    }

    @usableFromInline func lock() { pthread_mutex_lock(pointer) }
    @usableFromInline func unlock() { pthread_mutex_unlock(pointer) }

    @usableFromInline
    func destroy() {
        pthread_mutex_destroy(pointer)
        pointer.deinitialize(count: 1)
    }
}
