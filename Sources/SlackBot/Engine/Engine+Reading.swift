import RepriseFloor
import SlackTransport
import SlackWire

extension Engine {
    /// Opens a socket and reads it to its end, or to the end of the bot.
    func open(_ number: Int, _ url: String) async {
        let socket: any TransportSocket
        do {
            socket = try await transport.open(SocketRequest(url: url))
        } catch {
            guard !Task.isCancelled else { return }
            apply(.openFailed(number, ConnectionFailure(error)))
            return
        }
        let link = Link(number: number, socket: socket)
        links.withLock { $0[number] = link }
        apply(.opened(number))
        let close = await read(link)
        links.withLock { $0[number] = nil }
        link.ended.resolve(true)
        link.greeted.resolve(true)
        apply(.closed(number, close))
        outbox.forget(link)
    }

    /// Reads a socket until it ends; one that is still open when the task is cancelled is closed.
    private func read(_ link: Link) async -> SocketClose {
        while !Task.isCancelled {
            let event: SocketEvent
            do {
                event = try await link.socket.receive()
            } catch {
                if error.kind == .cancelled { break }
                await link.socket.close(code: 1002, reason: "")
                return SocketClose(reason: error.message, by: .lost)
            }
            switch event {
            case .message(let message):
                await take(message, from: link)
                await intake.room()
            case .ping, .pong:
                // The transport has answered; Slack's own pings ask for nothing else.
                break
            case .closed(let close):
                return close
            }
        }
        await link.socket.close()
        return SocketClose(code: 1000, by: .bot)
    }

    private func take(_ message: SocketMessage, from link: Link) async {
        switch SocketFrame(parsing: message) {
        case .hello: greet(link)
        case .event(let event): take(event, from: link)
        case .acknowledgement(let acknowledgement): outbox.acknowledge(acknowledgement)
        case .pong: link.pong.withLock { _ = $0?.resolve(true) }
        case .envelope(let envelope):
            greet(link)
            await take(envelope, from: link)
        case .disconnect(let reason): apply(.farewell(link.number, .init(reason)))
        case .goodbye: apply(.farewell(link.number, .leave(reason: "goodbye")))
        case .unreadable(let error, let message):
            journal.record(.unreadable(connection: link.number, error, message))
        }
    }

    /// Takes an event of RTM.
    ///
    /// Whatever Slack delivers on a socket is as good as a hello.
    private func take(_ event: SlackEvent, from link: Link) {
        switch event.type {
        case "error":
            let error = event["error"]
            let code = error?["code"]?.int
            let message = error?["msg"]?.string ?? ""
            journal.record(.slackError(connection: link.number, code: code, message: message))
            if code == 1 { apply(.farewell(link.number, .expired)) }
        case "team_migration_started":
            greet(link)
            deliver(Incoming(event: event))
            apply(.farewell(link.number, .leave(reason: event.type)))
        default:
            greet(link)
            if bot.configuration.ignoresRedeliveries, let identity = event.deliveryIdentity,
                case .taken = redeliveries.begin(identity, at: clock.now)
            {
                return journal.record(.ignored(event, .redelivery))
            }
            deliver(Incoming(event: event))
        }
    }

    private func greet(_ link: Link) {
        guard link.greeted.resolve(true) else { return }
        apply(.greeted(link.number))
        if bot.configuration.keepAlive != nil, bot.connection != .socketMode {
            chores.post(.keepAlive(link))
        }
    }
}

extension ConnectionMachine.Farewell {
    fileprivate init(_ reason: DisconnectReason) {
        switch reason {
        case .linkDisabled: self = .disabled
        case .tooManyWebSockets: self = .tooMany
        default: self = .leave(reason: reason.rawValue)
        }
    }
}

extension SlackEvent {
    /// What two deliveries of one event over RTM have in common: all their bytes, where those hold the time of
    /// the event; `nil` for events that may look the same and be two.
    fileprivate var deliveryIdentity: Redeliveries.Identity? {
        guard hasTime else { return nil }
        var hasher = Hasher()
        json.bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
        return .contents(hash: hasher.finalize())
    }
}
