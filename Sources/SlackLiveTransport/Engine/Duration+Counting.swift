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
