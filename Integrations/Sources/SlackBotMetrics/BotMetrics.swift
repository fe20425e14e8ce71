public import CoreMetrics
public import SlackBot
import SlackTransport
import SlackWire
import Synchronization

/// Counts and measures what happens in a bot.
///
/// ```swift
/// let metrics = BotMetrics()
/// try await bot.run(over: transport, credentials: credentials, observer: metrics.observe)
/// ```
///
/// | label | kind | dimensions | what |
/// |---|---|---|---|
/// | `slackbot.deliveries` | counter | `kind`, `outcome` | what Slack delivered: `message`, `event`, `command`, `action`, …; `taken`, or why it was not |
/// | `slackbot.handled` | counter | `outcome` | handlers that ended: `ok` or `failed`; events `dropped` or `abandoned` |
/// | `slackbot.handler.duration` | timer | | from a handler's first line to its end |
/// | `slackbot.queue.wait` | timer | | from an event's arrival to its handler's first line |
/// | `slackbot.queue.depth` | gauge | | events that have arrived and not begun |
/// | `slackbot.queue.oldest.age` | gauge | | for how many seconds the oldest of them has waited |
/// | `slackbot.calls` | counter | `method`, `outcome` | calls that ended: `ok`, Slack's code, `http_503`, or how the connection failed |
/// | `slackbot.call.duration` | timer | `method` | from a call's start to its answer |
/// | `slackbot.messages` | counter | `outcome` | messages over RTM: `sent`, `unsent`, `rejected` |
/// | `slackbot.acknowledgements` | counter | `outcome` | of envelopes: `sent`, `lost` |
/// | `slackbot.connections` | counter | | connections that Slack greeted |
/// | `slackbot.reconnects` | counter | | pauses before another attempt to connect |
///
/// Dimensions are bounded: a method that Slack does not document counts as `other`, a call to a URL as `url`, and a code after the
/// hundredth as `error`. The gauges say
/// what was so at the last activity; ``sample(at:)`` brings them up to date in a bot in which nothing happens, which is what a bot that hangs
/// looks like. Time is that of the bot's clock.
public final class BotMetrics: Sendable {
    private let state: Mutex<Meters>

    /// Makes one that reports to a factory, by default the process's.
    public init(factory: any MetricsFactory = MetricsSystem.factory) {
        state = Mutex(Meters(factory: factory))
    }

    /// Counts an activity; what `Bot.run` takes as its observer.
    @Sendable
    public func observe(_ activity: BotActivity) {
        state.withLock { $0.note(activity) }
    }

    /// Brings the gauges up to date.
    ///
    /// - Parameter time: The time on the bot's clock.
    public func sample(at time: Duration) {
        state.withLock { $0.gauge(at: time) }
    }
}
