#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Nanoseconds on the clock that never goes back, cheap enough to be read at every turn.
enum Monotonic {
    /// Now.
    static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

extension Duration {
    /// Whole nanoseconds, held within bounds that can still be added to a time.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let bounded = min(max(seconds, 0), 1 << 32)
        return bounded * 1_000_000_000 + max(attoseconds, 0) / 1_000_000_000
    }

    /// Whole milliseconds, rounded up, as libcurl counts time-outs; at least one.
    var milliseconds: Int { max(Int((nanoseconds + 999_999) / 1_000_000), 1) }
}
