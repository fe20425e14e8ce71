/// Why an exchange with Slack did not happen or did not finish.
///
/// Business errors (`"ok":false`) and HTTP statuses are answers, not failures.
public struct TransportFailure: Error, Sendable, Hashable {
    /// What kind of failure it is; the raw values are the fixture format's.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The address could not be resolved or nobody listened there.
        case connect
        /// The certificate was refused, or the handshake failed.
        case tls
        /// Nothing came within the time allowed.
        case timeout
        /// The task was cancelled.
        case cancelled
        /// The peer spoke something other than HTTP or WebSocket, or closed in the middle.
        case protocolViolation = "protocol"
        /// The server refused the upgrade to a WebSocket.
        case upgradeRefused = "upgrade"
        /// The socket is closed.
        case closed
        /// The request cannot be sent as it is: a bad URL, a message over a limit.
        case invalidRequest = "request"
        /// A replay holds nothing that matches.
        case divergence
        /// The connection broke or a local resource failed.
        case io

        /// Whether a client over a connection gets nothing at all, until it has had enough.
        ///
        /// Who cancelled a call gave up when nothing had come.
        package var isSilence: Bool { self == .timeout || self == .cancelled }
    }

    /// What kind of failure it is.
    public let kind: Kind
    /// What failed, where, and what to do next, in one sentence that holds no secret.
    public let message: String
    /// What the server answered instead, where it did (a refused upgrade): at least its status.
    public let answer: WebAPIAnswer?

    /// The HTTP status, where the server gave one.
    public var status: Int? { answer?.status }

    /// Makes a failure.
    public init(_ kind: Kind, _ message: String, status: Int? = nil) {
        self.kind = kind
        self.message = message
        answer = status.map { WebAPIAnswer(status: $0) }
    }

    /// Makes a failure of what was answered by something else than what was asked for.
    public init(_ kind: Kind, _ message: String, answer: WebAPIAnswer?) {
        self.kind = kind
        self.message = message
        self.answer = answer
    }
}

extension TransportFailure: CustomStringConvertible {
    /// The sentence.
    public var description: String { message }
}
