/// How long a body may take, as a value without a clock.
///
/// A client has a while for each piece. That would let one go on for ever that sends a byte now and then: all of it must
/// come at a rate as well, after a while for the beginning.
struct BodyPace {
    /// Between two pieces, and for the beginning.
    var patience: Duration
    /// Bytes in a second beyond that, at least.
    var rate: Int

    /// How long the next piece may take.
    ///
    /// - Parameters:
    ///   - received: How many bytes have come.
    ///   - elapsed: Since the body could begin to come.
    func timeLeft(received: Int, elapsed: Duration) -> Duration {
        let earned = Duration.seconds(Double(received) / Double(max(rate, 1)))
        return max(min(patience, patience + earned - elapsed), .zero)
    }
}
