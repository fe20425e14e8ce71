import SlackWire

/// When a call waits before it is made, and when it is made again.
///
/// A call is repeated only where that cannot do anything twice: when Slack refused it for coming too often, when it
/// never left, or when all it does is read. A message that may have been posted before an answer was lost is not posted
/// again unless ``repeatsWrites`` says so.
public struct CallPolicy: Sendable, Hashable {
    /// For how long a call may wait, all in all, because there were too many (status 429); zero fails at once.
    ///
    /// Slack's limits hold for a method and a workspace (docs.slack.dev/apis/web-api/rate-limits). All calls of one method
    /// with one token wait together; when the time that Slack named is over one of them tries, and only then the others
    /// go on.
    public var rateLimitPatience = Duration.zero
    /// The least time between two `chat.postMessage` to one channel; `nil` sends them as they come.
    ///
    /// Slack lets about one message a second into a channel, with short bursts
    /// (docs.slack.dev/apis/web-api/rate-limits). Messages to other channels do not wait.
    public var messageInterval: Duration?
    /// How often a call is made again that had no answer, or one that says that Slack is in trouble (status 500 and
    /// above), where that is safe.
    public var retries = 0
    /// The pause before the first of the ``retries``; each further one is twice as long.
    public var initialPause = Duration.seconds(1)
    /// By how much of itself such a pause may be lengthened, from 0 for never.
    public var jitter = 0.25
    /// Whether ``retries`` are for calls that write, too, and may then do so twice.
    public var repeatsWrites = false

    /// Every call once, at once.
    public static let none = CallPolicy()

    /// What suits a bot that lives for days: a rate limit is waited out for up to two minutes, messages to one channel
    /// leave once a second, and what is safe to repeat is repeated twice.
    public static var considerate: CallPolicy {
        var policy = CallPolicy()
        policy.rateLimitPatience = .seconds(120)
        policy.messageInterval = .seconds(1)
        policy.retries = 2
        return policy
    }

    /// ``none``, to be changed.
    public init() {}

    /// Whether a call that failed may be made again.
    func mayRepeat(_ call: WebAPICall, after failure: TransportFailure) -> Bool {
        switch failure.kind {
        // It has not left.
        case .connect: true
        case .timeout, .io, .protocolViolation: repeatsWrites || call.onlyReads
        case .tls, .cancelled, .upgradeRefused, .closed, .invalidRequest, .divergence: false
        }
    }

    /// Whether a call that was answered with such a status may be made again.
    func mayRepeat(_ call: WebAPICall, afterStatus status: Int) -> Bool {
        status >= 500 && (repeatsWrites || call.onlyReads)
    }
}

extension WebAPICall {
    /// The last words of the names of methods that change nothing.
    private static let reading: Set<String> = [
        "test", "list", "info", "history", "replies", "members", "get", "getPresence",
        "getPermalink",
        "lookupByEmail", "identity",
    ]

    /// Whether all it does is read, as far as its name tells.
    var onlyReads: Bool {
        guard let name = methodName else { return httpMethod == .get }
        if name.hasPrefix("search.") { return true }
        return name.split(separator: ".").last.map { Self.reading.contains(String($0)) } ?? false
    }
}
