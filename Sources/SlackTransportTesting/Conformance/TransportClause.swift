/// A clause of the contract of `Transport` and `TransportSocket`; the raw value says it.
///
/// All of them are held against every transport of this package. Whoever writes a transport does the same:
///
///     @Test(
///         .timeLimit(.minutes(1)),
///         arguments: TransportClause.allCases.filter {
///             // What the loopback server does not pass on.
///             $0.needs.isDisjoint(with: [.brokenCalls, .violating, .hosts])
///         }
///     )
///     func keeps(_ clause: TransportClause) async throws {
///         try await withSlackServer(over: ScriptedTransport.conformance()) { address in
///             try await clause.check(over: MyTransport(baseURL: address.apiURL))
///         }
///     }
///
/// Behind the transport must stand the Slack that ``ScriptedTransport/conformance(hosts:)`` makes, new for each clause. A
/// transport that breaks a clause throws, or waits for ever: give the test a time limit.
public enum TransportClause: String, Sendable, Hashable, CaseIterable {
    // Calls
    case refusals = "an answer with ok:false is returned, not thrown"
    case arguments = "arguments reach Slack as they are"
    case statuses = "an answer of any status is returned, with its header fields"
    case answerBytes = "an answer's body is passed on byte for byte"
    case bodies = "a call's body of every kind reaches Slack as it is"
    case flowingBodies =
        "a call's body that flows reaches Slack byte for byte, whether its length is known or not"
    case cutBodies = "a call whose body breaks off throws, and the next one is answered"
    case addresses = "a call goes to a URL that an answer gave, with its verb"
    case sideBySide = "calls are in flight side by side"
    case callCancellation =
        "cancelling the task ends its call with kind cancelled, and no other call"
    case callByCancelled = "a call of a cancelled task does not wait for its answer"
    case brokenCalls = "a call without an answer throws, and not as if it were cancelled"

    // Answers that flow
    case firstPiece = "the beginning of an answer's body is given before the rest of it has come"
    case allPieces =
        "an answer that flows is given byte for byte, and the same to who wants it whole"
    case cutAnswers =
        "an answer that breaks off is given as far as it came, and then throws, again and again"
    case readCancellation =
        "a read of a body that is cancelled throws kind cancelled, and nothing is lost"
    case abandonedAnswers = "a body that nobody wants any more is not sent any more"

    // Sockets
    case greeting = "what Slack says first is received first"
    case refusedSockets = "a socket that is refused throws kind upgradeRefused, with the status"
    case sendingOrder = "messages are sent in the order in which they are given"
    case severalSenders = "several tasks may send, and each keeps its order"
    case payloadsIn = "a message is received byte for byte, text and binary"
    case payloadsOut = "a message is sent byte for byte, text and binary"
    case pongs = "a ping is answered by a pong of the same payload, which is received"
    case pings = "a ping of Slack's is received, with its payload"
    case receiveCancellation =
        "a receive that is cancelled throws kind cancelled, and nothing is lost"
    case receiveByCancelled = "a receive of a cancelled task does not wait"
    case socketsApart = "two sockets do not mix"
    case violations = "a violation of the protocol is thrown once, and then the socket is lost"

    // Ends
    case peerCloses =
        "what Slack said before it closed is received, then the close, again and again"
    case lostConnections = "a lost connection is a close by nobody, again and again"
    case sendingToClosed = "a send and a ping on a socket that Slack closed throw kind closed"
    case botCloses = "after its own close the bot receives that close, again and again"
    case sendingAfterClose = "a send and a ping after the bot's own close throw kind closed"
    case closingTwice = "closing twice is safe, and the first close counts"
    case closingClosed = "closing a socket that Slack closed is safe, and changes nothing"
    case closingWhileReceiving = "a close ends a receive that waits"
    case closingByCancelled = "a cancelled task can close"

    // Decorators
    case hosts = "the hosts that stand for Slack are those of the transport behind"
}

extension TransportClause: CustomStringConvertible {
    /// The clause itself.
    public var description: String { rawValue }
}

extension TransportClause {
    /// What Slack's side must be able to do in the course of a check.
    public enum Staging: Sendable, Hashable, CaseIterable {
        /// Answer the methods that ``ScriptedTransport/conformance(hosts:)`` makes up.
        case madeUpMethods
        /// Let an answer flow.
        case flowing
        /// Break a call off without an answer. The loopback server cannot: it answers with a status of its own.
        case brokenCalls
        /// Say any message.
        case speaking
        /// Ping.
        case pinging
        /// Close a socket, with code and reason.
        case closing
        /// Lose a connection.
        case losing
        /// Break the protocol.
        case violating
        /// Stand for other hosts than Slack's, directly behind the transport.
        case hosts
    }

    /// What the check needs beyond a Slack that knows `api.test`, `rtm.connect` and the pings of RTM.
    public var needs: Set<Staging> {
        switch self {
        case .refusals, .arguments, .greeting, .sendingOrder, .severalSenders, .pongs,
            .receiveCancellation, .receiveByCancelled, .socketsApart, .botCloses,
            .sendingAfterClose, .closingTwice, .closingWhileReceiving, .closingByCancelled:
            []
        case .statuses, .answerBytes, .bodies, .flowingBodies, .cutBodies, .addresses, .sideBySide,
            .callCancellation,
            .callByCancelled, .refusedSockets, .payloadsOut:
            [.madeUpMethods]
        case .brokenCalls: [.madeUpMethods, .brokenCalls]
        case .firstPiece, .allPieces, .cutAnswers, .readCancellation, .abandonedAnswers:
            [.madeUpMethods, .flowing]
        case .payloadsIn: [.speaking]
        case .pings: [.pinging]
        case .violations: [.violating]
        case .peerCloses, .sendingToClosed, .closingClosed: [.closing]
        case .lostConnections: [.losing]
        case .hosts: [.hosts]
        }
    }
}
