#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The system's clock that never goes back, read without the concurrency runtime.
///
/// Its zero is some moment before the process began; what stands behind a name counts from that.
package enum MonotonicClock {
    /// Whole microseconds.
    package static var microseconds: Int64 { nanoseconds / 1_000 }

    /// Whole nanoseconds.
    package static var nanoseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
