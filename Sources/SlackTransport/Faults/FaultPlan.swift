/// What is to go wrong, and when: for any transport, recorded, simulated or live.
///
/// A plan is written in code, read from text (`Documentation/Faults.md`), or drawn from a seed.
///
/// ```swift
/// let plan: FaultPlan = [
///     .socket(after: .event("message", 2), .drop),
///     .call(.call("chat.postMessage"), .rateLimited(retryAfter: 2)),
/// ]
/// let transport = FaultyTransport(replay, plan: plan, clock: clock)
/// ```
public struct FaultPlan: Sendable, Hashable {
    /// What goes wrong.
    ///
    /// Where several faults fit one call, the first one happens to it.
    public var faults: [Fault]

    /// Makes a plan.
    public init(_ faults: [Fault] = []) {
        self.faults = faults
    }
}

extension FaultPlan: ExpressibleByArrayLiteral {
    /// Makes a plan of these faults.
    public init(arrayLiteral elements: Fault...) {
        self.init(elements)
    }
}
