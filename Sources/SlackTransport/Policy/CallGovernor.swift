import RepriseFloor
package import SlackWire

/// Makes calls as a ``CallPolicy`` says, for all who share it.
package final class CallGovernor: Sendable {
    /// What an answer means for the policy.
    package struct Outcome: Sendable {
        let status: Int
        /// How long Slack asks to wait; `nil` if it does not.
        let limit: Duration?

        /// What a whole answer means.
        package init(_ answer: WebAPIAnswer) {
            let code = answer.status == 200 ? answer.slackError : nil
            let isLimited = answer.status == 429 || code == "ratelimited" || code == "rate_limited"
            status = answer.status
            limit = isLimited ? answer.retryAfter ?? .seconds(1) : nil
        }

        /// What the head of an answer means.
        package init(_ answer: StreamedAnswer) {
            self.init(WebAPIAnswer(status: answer.status, headers: answer.headers, body: []))
        }
    }

    private let policy: CallPolicy
    private let clock: SessionClock
    private let limits = Locked(RateLimits())
    private let jitter: Locked<Jitter>

    /// Makes a governor.
    ///
    /// - Parameter seed: What lets its pauses differ from others'.
    package init(_ policy: CallPolicy, clock: SessionClock, seed: String) {
        self.policy = policy
        self.clock = clock
        jitter = Locked(Jitter(seed: seed))
    }

    /// How much is remembered; for the tests that nothing stays behind.
    var rememberedCount: Int { limits.withLock { $0.rememberedCount } }

    /// Makes a call, as often as it takes and the policy allows.
    ///
    /// - Parameters:
    ///   - attempt: Makes it once.
    ///   - outcome: What an answer means.
    /// - Throws: The failure of the last attempt; of kind `cancelled` when the task was cancelled between two.
    package func perform<Answer>(
        _ call: WebAPICall,
        by attempt: () async throws(TransportFailure) -> Answer,
        outcome: (Answer) -> Outcome
    ) async throws(TransportFailure) -> Answer {
        guard policy != .none else { return try await attempt() }
        var way = Way(call, start: clock.now, patience: policy.rateLimitPatience)
        while true {
            try await pass(&way)
            do {
                let answer = try await attempt()
                guard try await isToBeRepeated(call, outcome(answer), &way) else { return answer }
            } catch {
                leave(&way)
                guard policy.mayRepeat(call, after: error), way.retries < policy.retries,
                    call.canBeSentAgain
                else { throw error }
                try await pause(&way)
            }
        }
    }

    /// A call on its way.
    private struct Way {
        let group: RateLimits.Group
        let channel: RateLimits.Group?
        /// Until when it waits for a limit to be over.
        let due: Duration
        var isProbe = false
        var retries = 0

        init(_ call: WebAPICall, start: Duration, patience: Duration) {
            let token = call.token?.secret
            group = RateLimits.Group(method: call.methodName ?? "", token: token)
            let isMessage = call.methodName == "chat.postMessage"
            channel = (isMessage ? call.arguments["channel"]?.string : nil)
                .map { RateLimits.Group(method: "channel \($0)", token: token) }
            due = start + patience
        }
    }

    /// Waits for a limit to be over, and for the channel's turn.
    private func pass(_ way: inout Way) async throws(TransportFailure) {
        if policy.rateLimitPatience > .zero, !way.group.method.isEmpty { try await passGate(&way) }
        guard let interval = policy.messageInterval, let channel = way.channel else { return }
        let slot = limits.withLock { $0.slot(channel, interval: interval, at: clock.now) }
        try await sleep(until: slot, &way)
    }

    private func passGate(_ way: inout Way) async throws(TransportFailure) {
        let group = way.group
        if !way.isProbe {
            let entrance = limits.withLock { limits in
                limits.forget(group, at: clock.now)
                return limits.enter(group, at: clock.now)
            }
            switch entrance {
            case .go: return
            case .probe: way.isProbe = true
            case .wait(let turn):
                switch await turn.wait(until: way.due, on: clock, orResolveTo: .go) {
                case .go: return
                case .probe: way.isProbe = true
                case nil: throw .cancelled(while: "waiting for a rate limit to be over")
                }
            }
        }
        // Calls that were under way may have moved it meanwhile.
        while case let opens = limits.withLock({ $0.opens(group) }), clock.now < opens {
            guard opens <= way.due else { return leave(&way) }
            try await sleep(until: opens, &way)
        }
    }

    private func isToBeRepeated(
        _ call: WebAPICall,
        _ outcome: Outcome,
        _ way: inout Way
    ) async throws(TransportFailure) -> Bool {
        if let pause = outcome.limit, policy.rateLimitPatience > .zero {
            let opens = clock.now + pause
            limits.withLock { $0.limit(way.group, until: opens) }
            if opens <= way.due, call.canBeSentAgain { return true }
            leave(&way)
            return false
        }
        if way.isProbe {
            way.isProbe = false
            for turn in limits.withLock({ $0.open(way.group) }) { turn.resolve(.go) }
        }
        guard policy.mayRepeat(call, afterStatus: outcome.status), way.retries < policy.retries,
            call.canBeSentAgain
        else {
            return false
        }
        try await pause(&way)
        return true
    }

    private func pause(_ way: inout Way) async throws(TransportFailure) {
        way.retries += 1
        var pause = policy.initialPause
        // Twice as long each time; nobody repeats so often that this overflows a day.
        for _ in 1..<max(1, min(way.retries, 16)) { pause = pause * 2 }
        let share = policy.jitter > 0 ? policy.jitter * jitter.withLock { $0.draw() } : 0
        try await sleep(until: clock.now + pause + pause * share, &way)
    }

    /// Lets another one try, if this one was to.
    private func leave(_ way: inout Way) {
        guard way.isProbe else { return }
        way.isProbe = false
        limits.withLock { $0.resign(way.group) { $0.resolve(.probe) } }
    }

    private func sleep(until time: Duration, _ way: inout Way) async throws(TransportFailure) {
        guard time > clock.now else { return }
        do {
            try await clock.sleep(until: time)
        } catch {
            leave(&way)
            throw .cancelled(while: "waiting to make a call")
        }
    }
}

extension WebAPICall {
    /// Whether all of it is still here: a body that flows is gone once somebody has begun to send it.
    fileprivate var canBeSentAgain: Bool {
        guard case .flowing(let body) = body else { return true }
        return !body.hasBegun
    }
}
