import SlackWire

extension World {
    /// How many sockets an app may have open (slackapi/bolt-js, issue 2238).
    static let appSocketLimit = 10

    /// Opens a socket and returns its id.
    mutating func open(_ request: SocketRequest) throws(TransportFailure) -> String {
        guard let url = WebAddress(request.url), url.scheme.isSocket else {
            throw TransportFailure(
                .invalidRequest,
                "the address of a socket must begin with ws:// or wss://; use the url of an answer"
            )
        }
        if url.path.hasPrefix("/websocket/") {
            return openRTM(ticket: String(url.path.dropFirst("/websocket/".count)))
        }
        if url.path == "/link/" || url.path == "/link" {
            return try openSocketMode(
                ticket: url.query.first { $0.name == "ticket" }?.value ?? "",
                debugReconnects: url.query.contains(FormField("debug_reconnects", "true"))
            )
        }
        throw TransportFailure(
            .upgradeRefused,
            "the workspace has no socket at that path; use the url that rtm.connect or "
                + "apps.connections.open answers",
            status: 404
        )
    }

    private mutating func redeem(_ ticket: String) -> Ticket? {
        guard let found = tickets.removeValue(forKey: ticket), found.isWaiting(at: now) else {
            return nil
        }
        return found
    }

    private mutating func openRTM(ticket: String) -> String {
        guard let ticket = redeem(ticket), case .rtm(let rtm) = ticket.kind else {
            return refuse(
                with: [
                    JSONMember("type", "error"),
                    JSONMember("error", ["code": 1, "msg": "Socket URL has expired"]),
                ]
            )
        }
        let id = add(Connection(.rtm(rtm)))
        sendJSON([JSONMember("type", "hello")], to: id)
        for message in ticket.backlog { enqueue(.message(message), to: id) }
        settle(id, lifetime: configuration.socketLifetime)
        return id
    }

    private mutating func openSocketMode(
        ticket: String,
        debugReconnects: Bool
    ) throws(TransportFailure) -> String {
        guard let ticket = redeem(ticket), case .socketMode = ticket.kind else {
            throw TransportFailure(
                .upgradeRefused,
                "the ticket of the Socket Mode URL was used before or is older than 30 seconds; "
                    + "call apps.connections.open again",
                status: 408
            )
        }
        let open = connections.values.count { $0.isSocketMode && $0.isOpen }
        if open >= Self.appSocketLimit {
            return refuse(with: disconnectFrame(reason: "too_many_websockets"))
        }
        let id = add(Connection(.socketMode(debugReconnects: debugReconnects)))
        sendJSON(socketModeHello(open: open + 1), to: id)
        settle(id, lifetime: debugReconnects ? .seconds(360) : configuration.socketLifetime)
        return id
    }

    private func socketModeHello(open: Int) -> [JSONMember] {
        [
            JSONMember("type", "hello"),
            JSONMember("num_connections", .integer(open)),
            JSONMember(
                "debug_info",
                [
                    "host": .string(Self.appHost),
                    "build_number": 10,
                    "approximate_connection_time": 18060,
                ]
            ),
            JSONMember("connection_info", ["app_id": .string(configuration.bot.appID)]),
        ]
    }

    private mutating func settle(_ id: String, lifetime: Duration?) {
        if let lifetime { timers.schedule(.retire(id), at: now + lifetime) }
        player.begin(at: now)
        releaseHeld()
    }

    /// A socket that says one thing and ends.
    private mutating func refuse(with frame: [JSONMember]) -> String {
        let id = add(Connection(.refused))
        sendJSON(frame, to: id)
        end(id, SocketClose(code: 1000, by: .peer))
        return id
    }

    private mutating func add(_ connection: Connection) -> String {
        let id = identifiers.next("S")
        connections[id] = connection
        return id
    }
}
