import SlackWire

extension ReplayCursor {
    /// What a call of the bot leads to.
    enum CallStep: Sendable, Hashable {
        /// It stands for the recorded call at that index, whose outcome is due then; `nil` if the
        /// recording stopped before it had one.
        case matched(call: Int, due: Duration?)
        /// It was not recorded and is answered so, by a lenient replay.
        case answer(WebAPIAnswer)
        /// It is never answered: the recording ended here.
        case beyondEnd
        /// It was not recorded.
        case failure(TransportFailure)
    }

    /// The bot makes a call.
    mutating func call(_ call: WebAPICall, at now: Duration) -> CallStep {
        guard let match = match(call) else { return unmatched(call, at: now) }
        let recorded = timeline.calls[match]
        note(
            .call(call),
            .matched(entry: recorded.entry, recorded: .microseconds(recorded.at)),
            at: now
        )
        happened(recorded.action, at: now)
        guard let outcome = recorded.outcome else { return .matched(call: match, due: nil) }
        progress.owesAnswer()
        let gap = policy.gap(ofAnswer: outcome.entry, outcome.at - recorded.at)
        return .matched(call: match, due: now + gap)
    }

    /// The recorded call that this one stands for.
    private mutating func match(_ call: WebAPICall) -> Int? {
        // Also of a call that matches as it is: it may show what is secret in those behind it.
        let redacted =
            plan.index.redactedCalls.isEmpty
            ? nil : PlaceholderFolding.redacted(call, with: &redactor)
        return match(call, redacted: redacted)
    }

    /// Whether a call stands for a recorded one that has not been made.
    func expects(_ call: WebAPICall) -> Bool {
        // Only asked: what the call shows of secrets is learnt when it is made.
        var copy = self
        return copy.match(call) != nil
    }

    private mutating func match(_ call: WebAPICall, redacted: WebAPICall?) -> Int? {
        let matcher = options.matcher
        if let match = first(in: plan.index.calls[matcher.signature(of: call)], for: call) {
            return match
        }
        return redacted.flatMap { redacted in
            first(in: plan.index.redactedCalls[matcher.signature(of: redacted)], for: call)
        }
    }

    private mutating func first(in row: RecordedIndex.Row?, for call: WebAPICall) -> Int? {
        guard let row else { return nil }
        return progress.first(in: row, of: plan) { [plan] progress, candidate in
            progress.happened(plan.timeline.calls[candidate].action) != nil
        } where: { [plan] candidate in
            plan.options.matcher.conditionsHold(plan.timeline.calls[candidate].call, call)
        }
    }

    /// The outcome of a matched call, whose time has come; frames that it causes count from `due`.
    mutating func takeOutcome(of call: Int, due: Duration) -> RecordedCall.Outcome? {
        let outcome = timeline.calls[call].outcome
        progress.release(call: call, at: due, isOwed: outcome != nil)
        progress.gotOn()
        recheckAside()
        return outcome?.2
    }

    /// The bot cancelled a matched call: Slack went on without it, and so do the frames it caused.
    mutating func abandon(call: Int, at now: Duration) {
        let isOwed = timeline.calls[call].outcome != nil
        progress.release(call: call, at: now, isOwed: isOwed)
        recheckAside()
    }

    /// Whether the bot wants to connect again after the last recorded socket has ended.
    ///
    /// A bot does that for ever, and the recorded one did, too, until somebody stopped it. It is no
    /// deviation, and an error would only make it try again.
    private func isBeyondEnd(_ call: WebAPICall) -> Bool {
        guard let method = call.methodName, LinkFields.socketMethods.contains(method),
            !progress.sockets.isEmpty
        else { return false }
        return progress.sockets.allSatisfy(\.isOver)
    }

    private mutating func unmatched(_ call: WebAPICall, at now: Duration) -> CallStep {
        if isBeyondEnd(call) {
            note(.call(call), .tolerated, at: now)
            return .beyondEnd
        }
        switch options.mode {
        case .strict:
            return .failure(diverge(.call(call), at: now))
        case .lenient(let unmatched):
            note(.call(call), .extra, at: now)
            return .answer(unmatched.answer(call))
        }
    }
}
