import SlackWire

/// The right to open one socket, once and soon.
struct Ticket: Sendable {
    /// For how long a URL is good (docs.slack.dev/legacy/legacy-rtm-api).
    static let lifetime: Duration = .seconds(30)

    /// What socket it opens.
    let kind: Connection.Kind
    /// When it ends.
    let expiry: Duration
    /// What happened since it was given out, for RTM.
    var backlog: [SocketMessage] = []

    /// Whether it may still be used.
    func isWaiting(at now: Duration) -> Bool { now <= expiry }
}

extension World {
    /// Where RTM and Socket Mode live since November 2021.
    static let socketHost = "wss://wss-primary.slack.com"

    /// Gives out the URL of an RTM socket: about 170 characters of base64, as recorded.
    mutating func rtmURL(for rtm: Connection.RTM) -> String {
        let secret = Base64.encode(identifiers.secret(count: 125), with: .urlSafe) + "/2"
        addTicket(secret, .rtm(rtm))
        return "\(Self.socketHost)/websocket/\(secret)"
    }

    /// Gives out the URL of a Socket Mode socket.
    mutating func socketModeURL() -> String {
        let secret = identifiers.uuid()
        addTicket(secret, .socketMode(debugReconnects: false))
        return "\(Self.socketHost)/link/?ticket=\(secret)&app_id=\(configuration.bot.appID)"
    }

    private mutating func addTicket(_ secret: String, _ kind: Connection.Kind) {
        let moment = now
        tickets = tickets.filter { $0.value.isWaiting(at: moment) }
        tickets[secret] = Ticket(kind: kind, expiry: now + Ticket.lifetime)
    }
}
