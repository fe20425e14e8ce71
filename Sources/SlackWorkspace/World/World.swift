import SlackTransport
import SlackWire

/// Everything the workspace knows and every rule it follows, without I/O, tasks or a clock of its own.
///
/// Whoever enters says what time it is: ``advance(to:)`` first lets happen what was due until then, in
/// order. So the world is the same whoever looks at it, and nothing has to run in between.
struct World: Sendable {
    let configuration: SlackWorkspace.Configuration
    /// The workspace's own time when the script begins, in microseconds since 1970.
    let epoch: Int64
    /// Whether time runs from the beginning, not only from the script's.
    private let runsAtOnce: Bool
    /// Every `ts` that the script will use, in microseconds, so that none is given out twice.
    let reserved: Set<Int64>

    /// The session's time.
    private(set) var now: Duration = .zero
    var team: SlackWorkspace.Team
    var people: Table<SlackWorkspace.Person>
    var conversations: Table<Conversation>
    var files = Table<StoredFile>()
    /// Uploads that were announced, by what stands in their URL.
    var uploads: [String: String] = [:]
    var views = Table<View>()
    /// Interactions that may be answered with a view, by `trigger_id`.
    var triggers: [String: Trigger] = [:]
    /// Where answers to interactions may be sent, by path.
    var responseURLs: [String: ResponseURL] = [:]
    var webhooks: [String: Webhook] = [:]
    /// Messages that only one person saw, in order.
    var ephemerals: [Ephemeral] = []
    var scheduled = Table<ScheduledMessage>()
    /// The latest `event_ts` given out, in microseconds.
    var latestEvent: Int64 = 0
    var identifiers: Identifiers
    var player: ScriptPlayer
    var timers = Timers()

    var tickets: [String: Ticket] = [:]
    var connections = Table<Connection>()
    /// The connections that have something new for their receivers.
    var woken: Set<String> = []
    /// Events of the script that found no socket and wait for one.
    var held: [Event] = []
    var envelopes = EnvelopeLedger()
    /// How many calls of each method there were, and when.
    var meter = RateMeter()
    /// Misbehaviour that tests have asked for, by method.
    var faults: [String: [SlackWorkspace.Fault]] = [:]

    init(script: WorkspaceScript, configuration: SlackWorkspace.Configuration) {
        let seed = ScriptSeed(script: script, configuration: configuration)
        self.configuration = configuration
        epoch = seed.epoch
        runsAtOnce = seed.runsAtOnce
        reserved = seed.timestamps
        team = seed.team
        people = seed.people
        conversations = seed.conversations
        identifiers = Identifiers(seed: configuration.seed)
        player = ScriptPlayer(script)
    }

    /// The next moment at which something happens by itself.
    var nextDeadline: Duration? {
        switch (timers.nextDue, player.nextDue) {
        case (let timer?, let frame?): min(timer, frame)
        case (let timer, let frame): timer ?? frame
        }
    }

    /// Lets everything happen that is due until `moment`, in the order of time; of what is due at one
    /// moment, what was caused earlier comes first.
    mutating func advance(to moment: Duration) {
        while let due = nextDeadline, due <= moment {
            now = max(now, due)
            if let timer = timers.nextDue, timer == due, let action = timers.popFirst() {
                perform(action)
            } else if let action = player.next() {
                play(action)
            }
        }
        now = max(now, moment)
    }

    /// The workspace's own time, in microseconds since 1970: it stands still until the script begins, unless it was given, and
    /// then runs at the script's speed.
    var wallMicroseconds: Int64 {
        guard let start = runsAtOnce ? .zero : player.start else { return epoch }
        let passed = (now - start).bounded(times: player.speed)
        return epoch + passed.components.seconds * 1_000_000
            + passed.components.attoseconds / 1_000_000_000_000
    }

    /// The workspace's own time, in whole seconds since 1970.
    var wallSeconds: Int { Int(wallMicroseconds / 1_000_000) }

    private mutating func perform(_ action: Timers.Action) {
        switch action {
        case .publish(let event): publish(event)
        case .send(let message, let connection): enqueue(.message(message), to: connection)
        case .close(let connection, let close): end(connection, close)
        case .retire(let connection): retire(connection)
        case .post(let id): postScheduled(id)
        case .redeliver(let key): redeliver(key)
        }
    }
}
