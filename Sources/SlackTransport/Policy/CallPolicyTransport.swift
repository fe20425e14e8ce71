public import SlackWire

/// Makes calls over any other transport as a ``CallPolicy`` says: waits where Slack asks for it, and repeats what is
/// safe to repeat.
///
/// Put it between the bot and a ``RecordingTransport``, and every attempt is recorded; in front of a replay of
/// that recording it makes the same attempts again. `SlackBot` needs none: its `BotConfiguration.callPolicy`
/// does the same and tells of every attempt.
public final class CallPolicyTransport: Transport {
    private let inner: any Transport
    private let governor: CallGovernor

    /// Decorates `inner`.
    ///
    /// - Parameters:
    ///   - policy: When calls wait and are repeated.
    ///   - clock: What pauses are measured on.
    ///   - seed: What lets its pauses differ from those of others: one seed, one sequence of pauses.
    public init(
        _ inner: any Transport,
        policy: CallPolicy = .considerate,
        clock: SessionClock,
        seed: String = ""
    ) {
        self.inner = inner
        governor = CallGovernor(policy, clock: clock, seed: seed)
    }

    /// Those of the inner transport.
    public var hosts: SlackHosts { inner.hosts }

    /// Makes the call when its turn has come, and again where the policy says so.
    ///
    /// - Throws: What the inner transport throws at the last attempt.
    public func call(_ call: WebAPICall) async throws(TransportFailure) -> WebAPIAnswer {
        try await governor.perform(
            call,
            by: { () throws(TransportFailure) in try await inner.call(call) },
            outcome: { CallGovernor.Outcome($0) }
        )
    }

    /// Makes the call when its turn has come, and again where the policy says so; the body flows.
    ///
    /// A body that breaks off is not asked for again.
    ///
    /// - Throws: What the inner transport throws at the last attempt.
    public func stream(_ call: WebAPICall) async throws(TransportFailure) -> StreamedAnswer {
        try await governor.perform(
            call,
            by: { () throws(TransportFailure) in try await inner.stream(call) },
            outcome: { CallGovernor.Outcome($0) }
        )
    }

    /// Opens a socket over the inner transport.
    public func open(_ request: SocketRequest) async throws(TransportFailure) -> any TransportSocket
    {
        try await inner.open(request)
    }
}
