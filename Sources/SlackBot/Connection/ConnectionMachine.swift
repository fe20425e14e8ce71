import SlackTransport
import SlackWire

/// The life of a bot's connection: what to do next when something happened to it.
///
/// Pure: inputs in, actions out; the time is part of the input. At any time there is at most one
/// attempt to connect, one socket that serves, and any number of sockets that were replaced and are
/// read on until they close.
struct ConnectionMachine: Sendable {
    /// Where the present attempt stands.
    enum Phase: Sendable, Hashable {
        /// Nothing was done yet.
        case idle
        /// Slack was asked for a socket's URL.
        case requesting
        /// The socket of this number is being opened.
        case opening(Int)
        /// The socket is open; Slack has not said hello.
        case greeting(Int)
        /// The socket serves, and no other is wanted.
        case settled(Int)
        /// The next attempt waits.
        case pausing
        /// No more attempts.
        case ended
    }

    /// Something that happened.
    enum Input: Sendable {
        /// The bot starts.
        case start
        /// Slack gave a URL.
        case granted(url: String)
        /// Slack, or the way to it, gave none.
        case refused(ConnectionFailure)
        /// The socket is open.
        case opened(Int)
        /// The socket could not be opened.
        case openFailed(Int, ConnectionFailure)
        /// Slack said hello on the socket, or delivered something, which is as good.
        case greeted(Int)
        /// Slack had not said hello in time.
        case overdue(Int)
        /// Slack asks to leave the socket.
        case farewell(Int, Farewell)
        /// The socket ended.
        case closed(Int, SocketClose)
        /// The pause is over.
        case pauseOver
        /// The bot stops: no more attempts, but what is open stays open.
        case windDown
    }

    /// Something to do.
    enum Action: Sendable {
        /// Ask Slack for a URL.
        case request
        /// Open a socket and read it.
        case open(Int, url: String)
        /// Watch that hello comes in time.
        case awaitGreeting(Int)
        /// Send messages over this socket from now on.
        case use(Int)
        /// Close the socket when it has had time to deliver what is under way.
        case retire(Int)
        /// Close the socket.
        case close(Int)
        /// Wait before the next attempt.
        case pause(Duration)
        /// Stop the bot.
        case stop(BotError)
        /// Tell the observer.
        case tell(BotActivity.Kind)
    }

    /// Why Slack asks to leave a socket.
    enum Farewell: Sendable, Hashable {
        /// The socket will close, or is to be renewed; a new one can be had at once.
        case leave(reason: String)
        /// More sockets are open than Slack allows.
        case tooMany
        /// The app may not have a socket.
        case disabled
        /// The URL was used too late.
        case expired
    }

    private let policy: ReconnectionPolicy
    private(set) var phase = Phase.idle
    /// The socket that messages go over; an old one while a new one is being had.
    private(set) var serving: Int?
    private var servingSince = Duration.zero
    private var failures = 0
    private var lastLink = 0
    private var hasServed = false
    /// Two instances of a bot have one token and are told apart by the URLs that Slack gave them.
    private var jitter: Jitter

    /// Starts with nothing done.
    ///
    /// - Parameter seed: Something of the bot's own, which lets its pauses differ from other bots'.
    init(_ policy: ReconnectionPolicy, seed: String = "") {
        self.policy = policy
        jitter = Jitter(seed: seed)
    }

    /// Takes note of something that happened at `now`.
    mutating func handle(_ input: Input, at now: Duration) -> [Action] {
        switch input {
        case .start: phase == .idle ? attempt() : []
        case .granted(let url): granted(url)
        case .refused(let failure): phase == .requesting ? fail(failure) : []
        case .opened(let link): opened(link)
        case .openFailed(let link, let failure): phase == .opening(link) ? fail(failure) : []
        case .greeted(let link): phase == .greeting(link) ? settle(link, now) : []
        case .overdue(let link): overdue(link)
        case .farewell(let link, let farewell): left(link, farewell, now)
        case .closed(let link, let close): closed(link, close, now)
        case .pauseOver: phase == .pausing ? attempt() : []
        case .windDown: windDown()
        }
    }

    private mutating func attempt() -> [Action] {
        phase = .requesting
        return [.tell(.connecting(attempt: failures + 1)), .request]
    }

    private mutating func granted(_ url: String) -> [Action] {
        guard phase == .requesting else { return [] }
        lastLink += 1
        jitter.mix(url)
        phase = .opening(lastLink)
        return [.open(lastLink, url: url)]
    }

    private mutating func opened(_ link: Int) -> [Action] {
        guard phase == .opening(link) else { return [.close(link)] }
        phase = .greeting(link)
        return [.awaitGreeting(link)]
    }

    private mutating func settle(_ link: Int, _ now: Duration) -> [Action] {
        let old = serving
        phase = .settled(link)
        serving = link
        servingSince = now
        hasServed = true
        let actions: [Action] = [.use(link), .tell(.connected(connection: link))]
        return actions + (old.map { [.retire($0)] } ?? [])
    }

    private mutating func overdue(_ link: Int) -> [Action] {
        guard phase == .greeting(link) else { return [] }
        return [.close(link)] + fail(.transient(reason: "Slack did not say hello in time"))
    }

    private mutating func left(_ link: Int, _ farewell: Farewell, _ now: Duration) -> [Action] {
        guard phase != .ended else { return [] }
        switch farewell {
        case .disabled:
            return stop(BotError(.socketModeDisabled))
        case .leave(let reason) where phase == .settled(link):
            return [.tell(.leaving(connection: link, reason: reason))] + again(reason, now)
        case .tooMany where phase == .settled(link):
            serving = nil
            if hasLasted(now) { failures = 0 }
            return [.close(link)] + fail(.transient(reason: "too_many_websockets"))
        case .leave(let reason) where phase == .greeting(link):
            return [.close(link)] + fail(.transient(reason: reason))
        case .tooMany where phase == .greeting(link):
            return [.close(link)] + fail(.transient(reason: "too_many_websockets"))
        case .expired where phase == .greeting(link):
            return [.close(link)] + fail(.transient(reason: "Socket URL has expired"))
        case .leave, .tooMany, .expired:
            // From a socket that is being replaced already.
            return []
        }
    }

    private mutating func closed(_ link: Int, _ close: SocketClose, _ now: Duration) -> [Action] {
        let tell = Action.tell(.disconnected(connection: link, close))
        let wasServing = serving == link
        if wasServing { serving = nil }
        switch phase {
        case .settled(link):
            if !hasLasted(now), isLastAttempt {
                return [tell] + giveUp(after: close.wording)
            }
            return [tell] + again(close.wording, now)
        case .opening(link), .greeting(link):
            return [tell] + fail(.transient(reason: close.wording))
        case .idle, .requesting, .opening, .greeting, .settled, .pausing, .ended:
            return [tell]
        }
    }

    private mutating func windDown() -> [Action] {
        phase = .ended
        return []
    }

    /// Connects again after a connection that was there: at once, unless several in a row were short.
    private mutating func again(_ reason: String, _ now: Duration) -> [Action] {
        failures = hasLasted(now) ? 0 : failures + 1
        let pause = pause(afterFailures: failures - 1)
        guard pause > .zero else { return attempt() }
        return wait(pause, reason)
    }

    /// Whether the connection that serves, or did until now, was there long enough to forget what was before.
    private func hasLasted(_ now: Duration) -> Bool { now - servingSince >= policy.stableAfter }

    /// Whether one more failure ends the bot.
    private var isLastAttempt: Bool { policy.attempts.map { failures + 1 >= $0 } ?? false }

    private mutating func pause(
        afterFailures failures: Int,
        retryAfter: Duration? = nil
    ) -> Duration {
        policy.pause(afterFailures: failures, retryAfter: retryAfter, draw: jitter.draw())
    }

    private mutating func giveUp(after reason: String) -> [Action] {
        failures += 1
        return stop(BotError(.unreachable(attempts: failures, last: reason)))
    }

    private mutating func fail(_ failure: ConnectionFailure) -> [Action] {
        switch failure {
        case .fatal(let error):
            return stop(error)
        case .fatalAtFirst(let error) where !hasServed:
            return stop(error)
        case .fatalAtFirst(let error):
            return fail(.transient(reason: error.description))
        case .transient(let reason, let retryAfter):
            if isLastAttempt { return giveUp(after: reason) }
            failures += 1
            return wait(pause(afterFailures: failures, retryAfter: retryAfter), reason)
        }
    }

    private mutating func wait(_ pause: Duration, _ reason: String) -> [Action] {
        phase = .pausing
        return [.tell(.reconnecting(after: pause, reason: reason)), .pause(pause)]
    }

    private mutating func stop(_ error: BotError) -> [Action] {
        phase = .ended
        return [.stop(error)]
    }
}

extension SocketClose {
    /// What happened to the socket, in a few words.
    fileprivate var wording: String {
        let code = code.map { " with code \($0)" } ?? ""
        let reason = reason.isEmpty ? "" : ": \(reason)"
        return switch by {
        case .peer: "Slack closed the socket\(code)\(reason)"
        case .bot: "the bot closed the socket\(code)\(reason)"
        case .lost: "the connection was lost\(reason)"
        }
    }
}
