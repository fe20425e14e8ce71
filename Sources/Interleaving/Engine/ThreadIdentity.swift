#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Which thread this is.
struct ThreadIdentity: Equatable, Sendable {
    private let value: UInt

    /// The calling thread.
    ///
    /// Never inlined: the C library declares `pthread_self` constant, so the optimiser would move it
    /// across a suspension, after which the task may be on another thread.
    @inline(never)
    static var current: ThreadIdentity {
        #if canImport(Darwin)
        ThreadIdentity(value: UInt(bitPattern: pthread_self()))
        #else
        ThreadIdentity(value: UInt(pthread_self()))
        #endif
    }
}

/// Sleeps for a moment of real time.
func pauseForRealTime(nanoseconds: Int) {
    var request = timespec(tv_sec: 0, tv_nsec: nanoseconds)
    nanosleep(&request, nil)
}
