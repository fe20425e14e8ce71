import SlackTransport
import SlackWire

/// What serving a request takes, for one request.
struct ConnectionContext: Sendable {
    let transport: any Transport
    let decoding: CallDecoding
    let encoding: AnswerEncoding
    let route: Route

    /// - Parameters:
    ///   - gate: What refuses requests that are no client's.
    ///   - quoted: The links that clients have handed back to Slack.
    ///   - local: The address the client connected to.
    init(
        _ request: IncomingRequest,
        transport: any Transport,
        gate: RequestGate,
        quoted: QuotedLinks,
        configuration: SlackServerConfiguration,
        local: SlackServerAddress
    ) {
        self.transport = transport
        let named = LoopbackOrigin(host: request.headers["host"], local: local)
        let own = LoopbackOrigin(authority: local.authority, isSecure: local.isSecure)
        let origin =
            configuration.publicAuthority.map {
                LoopbackOrigin(authority: $0, isSecure: local.isSecure)
            } ?? named
        var origins = [origin]
        for other in [named, own] where !origins.contains(other) { origins.append(other) }
        decoding = CallDecoding(restoring: LinkRestoring(origins: origins, quoted: quoted))
        encoding = AnswerEncoding(
            rewriting: LinkRewriting(
                origin: origin,
                key: configuration.linkKey,
                hosts: transport.hosts,
                quoted: quoted,
                isOn: configuration.rewritesLinks
            )
        )
        route =
            gate.refusal(of: request).map(Route.refused)
            ?? Router(hosts: transport.hosts, key: configuration.linkKey)
            .route(request.method, target: request.target, wantsSocket: request.wantsSocket)
    }

    /// What the server says by itself to a request that leads to nothing of Slack's; `nil` for the others.
    func refusal(of request: IncomingRequest) -> OutgoingAnswer? {
        switch route {
        case .method, .link: nil
        case .welcome: .welcome(origin: encoding.rewriting.origin)
        case .refused(let answer): answer
        case .socket: WebSocketHandshake.fault(in: request)
        }
    }

    /// What becomes of a request that is not for a WebSocket.
    func outcome(of request: IncomingRequest) async -> ExchangeOutcome {
        switch route {
        case .method(let method, let query):
            await outcome(of: decoding.call(method: method, query: query, request))
        case .link(let link): await outcome(of: decoding.call(link: link, request))
        case .welcome: .answer(.welcome(origin: encoding.rewriting.origin))
        case .refused(let answer): .answer(answer)
        case .socket: .answer(.upgradeRequired)
        }
    }

    private func outcome(of call: WebAPICall) async -> ExchangeOutcome {
        do throws(TransportFailure) {
            let answer = try await transport.stream(call)
            return encoding.encode(try await answer.withWholeJSON(of: call), to: call)
        } catch {
            return encoding.encode(error)
        }
    }
}
