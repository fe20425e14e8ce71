public import SlackTransport

extension TransportClause {
    /// Holds the clause against a transport.
    ///
    /// - Parameters:
    ///   - transport: The transport, in front of a new ``ScriptedTransport/conformance(hosts:)``, or of a Slack that can
    ///     do what the clause ``needs``.
    ///   - direct: What lets that other Slack do something on every open socket; with `nil` it is told so over the socket.
    /// - Throws: The violation.
    public func check(
        over transport: any Transport,
        directing direct: (@Sendable (StageDirection) async throws -> Void)? = nil
    ) async throws(TransportViolation) {
        let check = TransportCheck(clause: self, transport: transport, direct: direct)
        switch self {
        case .refusals: try await check.refusals()
        case .arguments: try await check.arguments()
        case .statuses: try await check.statuses()
        case .answerBytes: try await check.answerBytes()
        case .bodies: try await check.bodies()
        case .flowingBodies: try await check.flowingBodies()
        case .cutBodies: try await check.cutBodies()
        case .addresses: try await check.addresses()
        case .sideBySide: try await check.sideBySide()
        case .callCancellation: try await check.callCancellation()
        case .callByCancelled: try await check.callByCancelled()
        case .brokenCalls: try await check.brokenCalls()
        case .firstPiece: try await check.firstPiece()
        case .allPieces: try await check.allPieces()
        case .cutAnswers: try await check.cutAnswers()
        case .readCancellation: try await check.readCancellation()
        case .abandonedAnswers: try await check.abandonedAnswers()
        case .greeting: _ = try await check.greeted()
        case .refusedSockets: try await check.refusedSockets()
        case .sendingOrder: try await check.sendingOrder()
        case .severalSenders: try await check.severalSenders()
        case .payloadsIn: try await check.payloadsIn()
        case .payloadsOut: try await check.payloadsOut()
        case .pongs: try await check.pongs()
        case .pings: try await check.pings()
        case .receiveCancellation: try await check.receiveCancellation()
        case .receiveByCancelled: try await check.receiveByCancelled()
        case .socketsApart: try await check.socketsApart()
        case .violations: try await check.violations()
        case .peerCloses: try await check.peerCloses()
        case .lostConnections: try await check.lostConnections()
        case .sendingToClosed: try await check.sendingToClosed()
        case .botCloses: try await check.botCloses()
        case .sendingAfterClose: try await check.sendingAfterClose()
        case .closingTwice: try await check.closingTwice()
        case .closingClosed: try await check.closingClosed()
        case .closingWhileReceiving: try await check.closingWhileReceiving()
        case .closingByCancelled: try await check.closingByCancelled()
        case .hosts: try check.hosts()
        }
    }

    /// A host that stands for Slack behind a decorator while ``hosts`` is checked.
    public static let foreignUpstream = "http://slack.conformance.test:8080/api/"
}
