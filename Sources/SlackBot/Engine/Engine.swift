import RepriseFloor
import SlackTransport
import SlackWire

/// One run of a bot: two nested scopes of tasks around the state machines.
///
/// The outer scope holds what keeps the connection: attempts, readers, timers. The inner one holds the
/// handlers. A stop ends neither: it closes the intake, and the inner scope ends when the handlers
/// have, or is cancelled when their time is over. Only then is the outer one cancelled, so that
/// handlers have a connection to their end. Nothing of this is ever detached from the scopes.
final class Engine: Sendable {
    /// Why the bot stops.
    enum StopReason: Sendable {
        case cancelled
        case shutdown
        case failed(BotError)
    }

    /// Something for a task of the outer scope.
    enum Chore: Sendable {
        case connection(ConnectionMachine.Action)
        case keepAlive(Link)
        case watch(Delivery)
    }

    let bot: Bot
    let credentials: Credentials
    let transport: any Transport
    let clock: SessionClock
    let journal: Journal
    let intake: Intake
    let outbox: Outbox
    let own = OwnMessages()
    let redeliveries = Redeliveries()
    /// Makes the calls of handlers.
    let caller: Caller
    let stop = OneShot<StopReason>()
    let chores = Mailbox<Chore>()
    let links = Locked<[Int: Link]>([:])
    private let machine: Locked<ConnectionMachine>

    init(
        _ bot: Bot,
        transport: any Transport,
        credentials: Credentials,
        clock: SessionClock,
        observer: (@Sendable (BotActivity) -> Void)?
    ) {
        self.bot = bot
        self.transport = transport
        self.credentials = credentials
        self.clock = clock
        let journal = Journal(clock: clock, observer: observer)
        let intake = Intake(
            bot.processing,
            journal: journal
        )
        self.journal = journal
        self.intake = intake
        outbox = Outbox(
            journal: journal,
            clock: clock,
            deadline: bot.configuration.messageDeadline,
            onAwaited: { intake.await($0) }
        )
        let seed = (credentials.bot ?? credentials.app)?.secret ?? ""
        caller = Caller(
            transport: transport,
            journal: journal,
            governor: CallGovernor(bot.configuration.callPolicy, clock: clock, seed: seed)
        )
        machine = Locked(ConnectionMachine(bot.configuration.reconnection, seed: seed))
    }

    /// Runs until something resolves ``stop`` and everything has drained.
    func run(until shutdown: Shutdown) async -> (summary: BotSummary, error: BotError?) {
        await withDiscardingTaskGroup { scope in
            scope.addTask {
                await self.runHandlers()
                self.chores.finish()
            }
            scope.addTask {
                if await shutdown.wait() { self.stop.resolve(.shutdown) }
            }
            apply(.start)
            while let chore = await chores.next() {
                scope.addTask { await self.perform(chore) }
            }
            scope.cancelAll()
        }
        switch stop.value {
        case .failed(let error): return (journal.end(.failed), error)
        case .shutdown: return (journal.end(.shutdown), nil)
        case .cancelled, nil: return (journal.end(.cancelled), nil)
        }
    }

    private func runHandlers() async {
        await withDiscardingTaskGroup { scope in
            scope.addTask { await self.windDown() }
            while let entry = await intake.workers.nextHire() {
                scope.addTask {
                    await self.work(from: entry)
                    while let entry = await self.intake.workers.nextEntry() {
                        await self.work(from: entry)
                    }
                }
            }
            scope.cancelAll()
        }
    }

    /// Waits for the stop, lets the handlers drain, and ends their scope when that takes too long.
    private func windDown() async {
        guard let reason = await stop.wait() else { return }
        journal.record(.stopping(reason: reason.wording))
        apply(.windDown)
        outbox.close()
        intake.close()
        let deadline = bot.configuration.drainDeadline
        guard (try? await clock.sleep(for: deadline)) != nil else { return }
        intake.expire()
    }

    /// Tells the state machine what happened and sees to what it asks for.
    ///
    /// Under the machine's lock throughout, so that actions take effect in the machine's order.
    func apply(_ input: ConnectionMachine.Input) {
        machine.withLock { machine in
            for action in machine.handle(input, at: clock.now) {
                switch action {
                case .tell(let activity): journal.record(activity)
                case .stop(let error): stop.resolve(.failed(error))
                case .use(let number):
                    if let link = link(number) { outbox.use(link) }
                case .request, .open, .awaitGreeting, .retire, .close, .pause:
                    chores.post(.connection(action))
                }
            }
        }
    }

    /// The open socket of that number.
    func link(_ number: Int) -> Link? { links.withLock { $0[number] } }
}

extension Engine.StopReason {
    fileprivate var wording: String {
        switch self {
        case .cancelled: "the task was cancelled"
        case .shutdown: "a shutdown was requested"
        case .failed(let error): error.description
        }
    }
}
