#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A POSIX mutex at an address of its own.
///
/// Whoever makes it destroys it. It is apart from ``Locked``, so that other rooms can have that made for their
/// own types without seeing the C library.
@usableFromInline
struct PlacedMutex {
    let pointer: UnsafeMutablePointer<pthread_mutex_t>

    /// A new, unlocked mutex.
    @usableFromInline
    init() {
        pointer = .allocate(capacity: 1)
        pointer.initialize(to: pthread_mutex_t())
        pthread_mutex_init(pointer, nil)
    }

    @usableFromInline func lock() { pthread_mutex_lock(pointer) }
    @usableFromInline func unlock() { pthread_mutex_unlock(pointer) }

    @usableFromInline
    func destroy() {
        pthread_mutex_destroy(pointer)
        pointer.deallocate()
    }
}
