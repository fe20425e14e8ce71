/// One thing that goes wrong on request.
public enum Fault: Sendable, Hashable {
    /// Something happens to a socket behind a frame that Slack sent.
    case socket(after: FrameMoment, SocketFault)
    /// Something happens to a call.
    case call(CallMoment, CallFault)
}

/// A frame of Slack's behind which something happens.
///
/// Messages count, hello included; pings, and what a plan itself adds, do not. Numbers start at 1.
public enum FrameMoment: Sendable, Hashable {
    /// That frame of all sockets together; with `socket`, of the socket that was opened as that one.
    case frame(Int, socket: Int? = nil)
    /// That event of this type, bare over RTM or in an envelope.
    case event(String, Int = 1)
    /// That envelope of Socket Mode.
    case envelope(Int)
    /// That entry of the recording; means nothing until ``FaultPlan/resolved(against:)``.
    case entry(Int)
}

/// A call to which something happens.
///
/// Numbers start at 1.
public enum CallMoment: Sendable, Hashable {
    /// That call of this method, or to a URL that begins so.
    case call(String, Int = 1)
    /// Every call of this method, or to a URL that begins so.
    case every(String)
    /// That call, whatever it is.
    case any(Int)
    /// That entry of the recording; means nothing until ``FaultPlan/resolved(against:)``.
    case entry(Int)
}

/// What happens to a socket.
public enum SocketFault: Sendable, Hashable {
    /// The connection is lost, without a close frame.
    case drop
    /// Slack closes the socket with this code.
    case close(code: UInt16 = 1000)
    /// RTM's `goodbye`; the socket closes ten seconds later.
    case goodbye
    /// Socket Mode's `disconnect`. Ten seconds after a `warning` the socket closes, after any other reason at
    /// once. Well-known reasons are `warning`, `refresh_requested`, `too_many_websockets` and `link_disabled`.
    case disconnect(reason: String)
    /// The frame comes twice.
    case duplicate
    /// The envelope comes again, as one whose acknowledgement did not arrive; other frames do not.
    case redeliver(reason: String = "timeout")
}

/// What happens to a call.
public enum CallFault: Sendable, Hashable {
    /// The rate limit: status 429, with `retry-after` in seconds. The call does not reach Slack.
    case rateLimited(retryAfter: Int = 1)
    /// A status with a page of HTML, as from Slack's gateway. The call does not reach Slack.
    case status(Int)
    /// The answer takes that much longer.
    case slow(Duration)
    /// The call does not reach Slack, and there is no answer until this time-out.
    case unanswered(Duration = .seconds(30))
    /// The call reaches Slack, but its answer is lost.
    case answerLost
}
