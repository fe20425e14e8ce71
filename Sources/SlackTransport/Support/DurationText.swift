extension Duration {
    /// Seconds with three decimals, as every report prints a time: `1.250 s`.
    package var seconds: String {
        let (seconds, attoseconds) = components
        let milliseconds =
            seconds * 1000 + (attoseconds + 500_000_000_000_000) / 1_000_000_000_000_000
        let fraction = String(abs(milliseconds) % 1000)
        let sign = milliseconds < 0 ? "-" : ""
        return sign + "\(abs(milliseconds) / 1000)."
            + String(repeating: "0", count: 3 - fraction.count) + fraction + " s"
    }
}
