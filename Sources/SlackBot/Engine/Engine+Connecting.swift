import RepriseFloor
import SlackTransport
import SlackWire

extension Engine {
    /// Does one chore of the outer scope.
    func perform(_ chore: Chore) async {
        switch chore {
        case .connection(let action): await perform(action)
        case .keepAlive(let link): await keepAlive(link)
        case .watch(let delivery): await watch(delivery)
        }
    }

    private func perform(_ action: ConnectionMachine.Action) async {
        switch action {
        case .request:
            await requestURL()
        case .open(let number, let url):
            await open(number, url)
        case .awaitGreeting(let number):
            guard let link = link(number) else { return }
            let deadline = bot.configuration.helloDeadline
            let greeted = await link.greeted.wait(for: deadline, on: clock, orResolveTo: false)
            if greeted == false { apply(.overdue(number)) }
        case .retire(let number):
            guard let link = link(number) else { return }
            let grace = bot.configuration.handOverGrace
            let ended = await link.ended.wait(for: grace, on: clock, orResolveTo: false)
            if ended == false { await link.socket.close() }
        case .close(let number):
            await link(number)?.socket.close()
        case .pause(let duration):
            guard (try? await clock.sleep(for: duration)) != nil else { return }
            apply(.pauseOver)
        case .use, .stop, .tell:
            // Seen to on the spot by `apply`.
            break
        }
    }

    private func requestURL() async {
        do {
            try await identify()
            let connection = bot.connection
            let answer = try await connectionCall(connection.method, token(for: connection))
            guard let url = answer["url"]?.string else {
                let reason = "\(connection.method) was answered without a url"
                apply(.refused(.transient(reason: reason)))
                return
            }
            if let identity = BotIdentity(connectAnswer: answer) { learn(identity) }
            apply(.granted(url: url))
        } catch {
            guard !Task.isCancelled else { return }
            apply(.refused(ConnectionFailure(error)))
        }
    }

    /// Asks who the bot is, once, if it is to be asked.
    private func identify() async throws {
        guard bot.asksWhoItIs(credentials), own.identity == nil else { return }
        let answer = try await connectionCall("auth.test", credentials.bot)
        if let identity = BotIdentity(authTest: answer) { learn(identity) }
    }

    private func connectionCall(_ method: String, _ token: SlackToken?) async throws -> JSONValue {
        // Repetitions are the state machine's business.
        try await Caller(transport: transport, journal: journal, governor: nil).checked(
            WebAPICall(method: method),
            token: token,
            event: nil
        )
    }

    private func token(for connection: Bot.Connection) -> SlackToken? {
        connection == .socketMode ? credentials.app : credentials.bot
    }

    /// Takes note of who the bot is.
    func learn(_ identity: BotIdentity) {
        guard own.identify(identity), let known = own.identity else { return }
        journal.record(.identified(known))
    }

    private func keepAlive(_ link: Link) async {
        guard let interval = bot.configuration.keepAlive else { return }
        while !Task.isCancelled, link.ended.value == nil {
            guard (try? await clock.sleep(for: interval)) != nil else { return }
            guard link.ended.value == nil else { return }
            let pong = OneShot<Bool>()
            link.pong.withLock { $0 = pong }
            let id = journal.nextMessageID()
            let ping: JSONValue = ["id": .number(String(id)), "type": "ping"]
            // The pong lies behind events for which there may be no room.
            intake.await(1)
            defer { intake.await(-1) }
            guard (try? await link.socket.send(SocketMessage(json: ping))) != nil else { return }
            let isAlive = await pong.wait(for: interval, on: clock, orResolveTo: false)
            if isAlive == false { await link.socket.close(code: 1001, reason: "no pong") }
        }
    }
}

extension Bot {
    /// Whether `auth.test` is to be called first.
    fileprivate func asksWhoItIs(_ credentials: Credentials) -> Bool {
        switch configuration.identification {
        case .always: true
        case .never: false
        case .automatic: connection == .socketMode && credentials.bot != nil
        }
    }
}

extension Bot.Connection {
    /// The method that gives the socket's URL.
    fileprivate var method: String {
        switch self {
        case .rtm: "rtm.connect"
        case .rtmStart: "rtm.start"
        case .socketMode: "apps.connections.open"
        }
    }
}

extension BotIdentity {
    /// Reads `self` and `team` of an answer of rtm.connect or rtm.start.
    fileprivate init?(connectAnswer answer: JSONValue) {
        guard let me = answer["self"], let userID = me["id"]?.string else { return nil }
        self.init(
            userID: userID,
            name: me["name"]?.string,
            teamID: answer["team"]?["id"]?.string,
            team: answer["team"]?["name"]?.string
        )
    }

    /// Reads an answer of auth.test.
    fileprivate init?(authTest answer: JSONValue) {
        guard let userID = answer["user_id"]?.string else { return nil }
        self.init(
            userID: userID,
            name: answer["user"]?.string,
            botID: answer["bot_id"]?.string,
            teamID: answer["team_id"]?.string,
            team: answer["team"]?.string
        )
    }
}
