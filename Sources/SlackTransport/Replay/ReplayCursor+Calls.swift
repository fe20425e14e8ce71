import RepriseFloor
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
        answersUnderWay += 1
        let gap = gap(ofAnswer: outcome.entry, outcome.at - recorded.at)
        return .matched(call: match, due: now + gap)
    }

    /// The recorded call that this one stands for.
    private mutating func match(_ call: WebAPICall) -> Int? {
        let mayMatch = condition(for: call)
        // Also of a call that matches as it is: it may show what is secret in those behind it.
        let redacted =
            redactedCalls.isEmpty ? call : PlaceholderFolding.redacted(call, with: &redactor)
        let signature = options.matcher.signature(of: call)
        if let match = unmatchedCalls[signature]?.popFirst(where: mayMatch) { return match }
        guard !redactedCalls.isEmpty else { return nil }
        let folded = options.matcher.signature(of: redacted)
        return redactedCalls[folded]?.popFirst(where: mayMatch)
    }

    /// Whether a recorded call has not been made, and what the user asks of it beside its signature holds.
    private func condition(for call: WebAPICall) -> (_ candidate: Int) -> Bool {
        { [timeline, options] candidate in
            timeline.actions[timeline.calls[candidate].action].happened == nil
                && options.matcher.conditionsHold(timeline.calls[candidate].call, call)
        }
    }

    /// Whether a call stands for a recorded one that has not been made.
    func expects(_ call: WebAPICall) -> Bool {
        let mayMatch = condition(for: call)
        let signature = options.matcher.signature(of: call)
        if unmatchedCalls[signature]?.elements.contains(where: mayMatch) == true { return true }
        guard !redactedCalls.isEmpty else { return false }
        // Only asked: what the call shows of secrets is learnt when it is made.
        var redactor = redactor
        let redacted = PlaceholderFolding.redacted(call, with: &redactor)
        return redactedCalls[options.matcher.signature(of: redacted)]?.elements.contains(
            where: mayMatch
        ) == true
    }

    /// The outcome of a matched call, whose time has come; frames that it causes count from `due`.
    mutating func takeOutcome(of call: Int, due: Duration) -> RecordedCall.Outcome? {
        timeline.calls[call].released = due
        if timeline.calls[call].outcome != nil { answersUnderWay -= 1 }
        activity += 1
        recheckAside()
        return timeline.calls[call].outcome?.2
    }

    /// The bot cancelled a matched call: Slack went on without it, and so do the frames it caused.
    mutating func abandon(call: Int, at now: Duration) {
        timeline.calls[call].released = now
        if timeline.calls[call].outcome != nil { answersUnderWay -= 1 }
        recheckAside()
    }

    /// Whether the bot wants to connect again after the last recorded socket has ended.
    ///
    /// A bot does that for ever, and the recorded one did, too, until somebody stopped it. It is no
    /// deviation, and an error would only make it try again.
    private func isBeyondEnd(_ call: WebAPICall) -> Bool {
        guard let method = call.methodName, LinkFields.socketMethods.contains(method),
            !progress.isEmpty
        else { return false }
        return progress.allSatisfy(\.isOver)
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
