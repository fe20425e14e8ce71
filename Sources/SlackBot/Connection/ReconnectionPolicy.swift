/// How long to wait before connecting again, and how often to try.
///
/// The first attempt after a connection that had lasted is made at once. After that the pause doubles
/// from ``initialPause`` to ``longestPause``, is lengthened by ``jitter``, and a `Retry-After` is never undercut.
public struct ReconnectionPolicy: Sendable, Hashable {
    /// The pause after the first failure.
    public var initialPause = Duration.seconds(1)
    /// The pause that no further failure lengthens; a minute, the interval that Slack allows for
    /// `rtm.connect` (docs.slack.dev/legacy/legacy-rtm-api).
    public var longestPause = Duration.seconds(60)
    /// By how much of itself a pause may be lengthened, from 0 for never: bots that lost Slack at one moment are not
    /// to come back at one moment.
    ///
    /// By how much a pause is lengthened follows from the bot's token and from the URLs that Slack gave, of which
    /// each is given once: every bot waits in its own way, and a replay of it waits the same way every time.
    public var jitter = 0.25
    /// How many failures in a row end the bot; `nil` tries for ever.
    ///
    /// A connection that is lost before ``stableAfter`` is a failure, too.
    public var attempts: Int?
    /// How long a connection must have lasted for earlier failures to be forgotten.
    public var stableAfter = Duration.seconds(30)

    /// The defaults.
    public init() {}

    /// The pause after the `failures`-th failure in a row.
    ///
    /// - Parameter draw: From 0 to 1, how much of the jitter is added.
    func pause(afterFailures failures: Int, retryAfter: Duration?, draw: Double) -> Duration {
        var pause = failures > 0 ? initialPause : .zero
        for _ in 1..<max(2, failures) {
            // The longest pause is reached in a few steps, however many failures there were.
            if failures < 2 || pause >= longestPause || pause == .zero { break }
            pause = pause * 2
        }
        pause = max(min(pause, longestPause), retryAfter ?? .zero)
        guard jitter > 0 else { return pause }
        return pause + pause * (jitter * draw)
    }
}
