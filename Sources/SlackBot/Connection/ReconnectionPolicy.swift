/// How long to wait before connecting again, and how often to try.
///
/// The first attempt after a connection that had lasted is made at once. After that the pause doubles
/// from ``initialPause`` to ``longestPause``, and a `Retry-After` is never undercut. There is no jitter: the
/// pauses of one session are the same in every replay.
public struct ReconnectionPolicy: Sendable, Hashable {
    /// The pause after the first failure.
    public var initialPause = Duration.seconds(1)
    /// The pause that no further failure lengthens; a minute, the interval that Slack allows for
    /// `rtm.connect` (docs.slack.dev/legacy/legacy-rtm-api).
    public var longestPause = Duration.seconds(60)
    /// How many failures in a row end the bot; `nil` tries for ever.
    public var attempts: Int?
    /// How long a connection must have lasted for earlier failures to be forgotten.
    public var stableAfter = Duration.seconds(30)

    /// The defaults.
    public init() {}

    /// The pause after the `failures`-th failure in a row.
    func pause(afterFailures failures: Int, retryAfter: Duration?) -> Duration {
        var pause = failures > 0 ? initialPause : .zero
        for _ in 1..<max(2, failures) {
            // The longest pause is reached in a few steps, however many failures there were.
            if failures < 2 || pause >= longestPause || pause == .zero { break }
            pause = pause * 2
        }
        return max(min(pause, longestPause), retryAfter ?? .zero)
    }
}
