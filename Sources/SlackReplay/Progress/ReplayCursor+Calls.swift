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
        let meant = meant(by: call)
        // Also of a call that matches as it is: it may show what is secret in those behind it.
        let redacted = plan.values.hasOwnPlaceholders ? meant.redacted(by: &redactor) : nil
        let match = match(meant, redacted: redacted)
        if let match, isPremature(match) {
            return unmatched(call, premature: match.action, at: now)
        }
        if let match, exchanged.isEmpty || isRightful(match.action) {
            return take(match, call, meant, at: now)
        }
        if let append = repeatedAppend(meant) {
            let recorded = timeline.calls[append]
            let at = Duration.microseconds(recorded.at)
            note(.call(call), .matched(entry: recorded.entry, recorded: at), at: now)
            takePiece(of: meant, as: append, at: now)
            return answer(append, at: now)
        }
        if let read = repeatedRead(meant, redacted: redacted) {
            note(.call(call), .repeated(entry: timeline.calls[read].entry), at: now)
            return answer(read, at: now)
        }
        if let (match, meant) = matchByExchange(call, meant, at: now) {
            return take(match, call, meant, at: now)
        }
        if isNextStep(.call(meant), carrying: meant.carriedRuns) {
            passBeyondEnd(.call(call), at: now)
            return .beyondEnd
        }
        return unmatched(call, premature: nil, at: now)
    }

    /// A call with the values in it that it stands for.
    private func meant(by call: WebAPICall) -> WebAPICall {
        exchanged.isEmpty ? call : call.replacing(exchanged.recorded)
    }

    /// A call stands for a recorded one.
    private mutating func take(
        _ match: Match,
        _ call: WebAPICall,
        _ meant: WebAPICall,
        at now: Duration
    ) -> CallStep {
        let recorded = timeline.calls[match.candidate]
        bindings.bind(match.variables, to: plan.index.variables(ofCall: match.candidate))
        note(
            .call(call),
            .matched(entry: recorded.entry, recorded: .microseconds(recorded.at)),
            at: now
        )
        progress.touch(match.row)
        if progress.pay(match.candidate) {
            exchanged.note(recorded.action, at: now)
            progress.redirect(match.candidate, to: match.candidate)
        } else {
            happened(recorded.action, at: now)
        }
        takePiece(of: meant, as: match.candidate, at: now)
        judge(call: match.candidate, meant, at: now)
        progress.useUp(match.row, of: plan) { progress, call in
            progress.happened(plan.timeline.calls[call].action) != nil
        }
        return answer(match.candidate, at: now)
    }

    /// The recorded call that this one stands for once two equal actions before it have changed places, which they then
    /// have; with what it means then.
    private mutating func matchByExchange(
        _ call: WebAPICall,
        _ meant: WebAPICall,
        at now: Duration
    ) -> (Match, WebAPICall)? {
        for exchange in exchanges(explaining: plan.values.ids(in: meant)) {
            var trial = self
            trial.make(exchange, at: now)
            let meant = trial.meant(by: call)
            let redacted =
                plan.values.hasOwnPlaceholders ? meant.redacted(by: &trial.redactor) : nil
            guard let match = trial.match(meant, redacted: redacted), !trial.isPremature(match),
                trial.isRightful(match.action)
            else { continue }
            self = trial
            return (match, meant)
        }
        return nil
    }

    /// Arranges the outcome of a recorded call for one that stands for it.
    private mutating func answer(_ call: Int, at now: Duration) -> CallStep {
        let recorded = timeline.calls[call]
        guard let outcome = recorded.outcome else { return .matched(call: call, due: nil) }
        progress.owesAnswer()
        let gap = policy.gap(ofAnswer: outcome.entry, outcome.at - recorded.at)
        return .matched(call: call, due: now + gap)
    }

    /// The recorded call by which a read that the bot makes once more is answered: the last one like it that it
    /// has made.
    private func repeatedRead(_ call: WebAPICall, redacted: WebAPICall?) -> Int? {
        guard options.repeatedReads == .answered, CallEffects.isRead(call.target) else {
            return nil
        }
        let token = call.tellingToken
        for form in [call, redacted].compactMap(\.self) {
            guard let (row, variables) = plan.index.row(of: form, token: token) else { continue }
            let made = plan.index.members(of: row).last { candidate in
                progress.happened(timeline.calls[candidate].action) != nil
                    && timeline.calls[candidate].outcome != nil
                    && bindings.allow(variables, for: plan.index.variables(ofCall: candidate))
                    && fitsCandidate(call, candidate)
            }
            if let made { return made }
        }
        return nil
    }

    /// The recorded call that this one stands for, or would, had the bot been able to know what is in it.
    private func match(_ call: WebAPICall, redacted: WebAPICall?) -> Match? {
        var premature: Match?
        // One of which nobody knows how long its file should be; one whose file is as long comes first.
        var spare: Match?
        let token = call.tellingToken
        for form in [call, redacted].compactMap(\.self) {
            guard let (row, variables) = plan.index.row(of: form, token: token) else { continue }
            for candidate in progress.candidates(in: row, of: plan)
            where mayStand(call, for: candidate) {
                let original = plan.index.variables(ofCall: candidate)
                guard bindings.allow(variables, for: original) else { continue }
                let action = timeline.calls[candidate].action
                let match = Match(candidate: candidate, action: action, row: row, variables)
                let fit = fit(call, candidate)
                guard fit != .other else { continue }
                if isPremature(match) {
                    premature = premature ?? match
                } else if fit == .same {
                    return match
                } else {
                    spare = spare ?? match
                }
            }
        }
        return spare ?? premature
    }

    private func fit(_ call: WebAPICall, _ candidate: Int) -> RecordedUploads.Fit {
        guard options.matcher.compares(RecordedUploads.argument) else { return .same }
        return plan.uploads.fit(call, candidate)
    }

    /// Whether a recorded call has not been made, and what the user asks of it beside its signature holds.
    private func mayStand(_ call: WebAPICall, for candidate: Int) -> Bool {
        let recorded = timeline.calls[candidate]
        return (progress.happened(recorded.action) == nil || progress.isOwed(candidate))
            && fitsStream(call, candidate) && fitsCandidate(call, candidate)
    }

    /// Whether what is asked of a call beside its signature holds.
    private func fitsCandidate(_ call: WebAPICall, _ candidate: Int) -> Bool {
        guard options.matcher.looksCloser(at: call) else { return true }
        let recorded = timeline.call(candidate, by: reader)
        return options.matcher.spellingsAgree(recorded, call)
            && options.matcher.conditionsHold(recorded, call)
    }

    /// Whether a call stands for a recorded one that has not been made.
    func expects(_ call: WebAPICall) -> Bool {
        if case .flowing = call.body { return expectsUpload(call) }
        // Only asked: what the call shows of secrets is learnt when it is made.
        var asked = self
        let meant = meant(by: call)
        let redacted = plan.values.hasOwnPlaceholders ? meant.redacted(by: &asked.redactor) : nil
        if let match = match(meant, redacted: redacted) { return !isPremature(match) }
        return asked.matchByExchange(call, meant, at: .zero) != nil
    }

    /// The form of a call that stands for a recorded one, if any does; the first one otherwise.
    func expected(of forms: [WebAPICall]) -> WebAPICall {
        forms.count == 1 ? forms[0] : forms.first(where: expects) ?? forms[0]
    }

    /// Whether a call whose body nobody has seen may stand for a recorded one.
    private func expectsUpload(_ call: WebAPICall) -> Bool {
        let target = meant(by: call).target
        return timeline.calls.indices.contains { index in
            progress.happened(timeline.calls[index].action) == nil
                && timeline.call(index, by: reader).target == target
        }
    }

    func isPremature(_ match: Match) -> Bool {
        progress.missingCause(of: match.action, of: plan) != nil
    }

    /// The outcome of a matched call, whose time has come; frames that it causes count from `due`.
    ///
    /// - Parameter now: When a client over a connection begins to wait if the outcome is silence; `nil` for a bot in
    ///   process, which has it at once.
    /// - Returns: The outcome, how it came if it flowed, and the number of the silence that has begun, for
    ///   ``ReplayProgress/endSilence(_:)``: a client also waits for the rest of what flows.
    mutating func takeOutcome(
        of waiting: Int,
        due: Duration,
        waitingFrom now: Duration? = nil
    ) -> (outcome: RecordedCall.Outcome?, silence: Int?, flow: RecordedFlow?) {
        let call = progress.takeRedirection(of: waiting)
        let outcome = timeline.outcome(of: call, by: reader).map(given)
        // A read that is made over and over gets its answer again, and nothing gets on by that.
        let isFirst = progress.released(call) == nil
        progress.release(call: call, at: due, isOwed: outcome != nil, of: plan)
        progress.give(call: call, of: plan)
        if isFirst { progress.gotOn(by: call, of: plan) }
        recheckAside(after: .answer(call: call))
        let flow = timeline.flows[call]
        guard let now, outcome?.isSilence == true || flow != nil else {
            return (outcome, nil, flow)
        }
        let recorded = timeline.calls[call]
        // What was still open when the recording was stopped stays open, and nobody waits for it.
        if let flow, timeline.isStopped(flow: flow, of: call) { return (outcome, nil, flow) }
        let last = flow?.end ?? recorded.outcome?.at ?? recorded.at
        let end = now + .microseconds(last - recorded.at)
        return (outcome, progress.begin(Silence(end: end, isRepeated: !isFirst)), flow)
    }

    /// An outcome as the bot must see it.
    private func given(_ outcome: RecordedCall.Outcome) -> RecordedCall.Outcome {
        guard !exchanged.isEmpty, case .answer(var answer) = outcome else { return outcome }
        answer.body = exchanged.actual(answer.body)
        return .answer(answer)
    }

    /// The bot cancelled a matched call: Slack went on without it, and so do the frames it caused.
    mutating func abandon(call waiting: Int, at now: Duration) {
        let call = progress.takeRedirection(of: waiting)
        let isOwed = timeline.calls[call].outcome != nil
        // What a bot does because it has had enough comes now.
        if isOwed, progress.released(call) == nil { progress.gotOn(by: call, of: plan) }
        progress.release(call: call, at: now, isOwed: isOwed, of: plan)
        recheckAside(after: .answer(call: call))
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

    /// Whether a call may come of an event that the recorded bot had no time for: nobody knows its answer.
    private mutating func goesBeyondStop(_ call: WebAPICall, at now: Duration) -> Bool {
        guard timeline.stop != nil else { return false }
        let arguments = call.inflated.arguments
        let conversation = ["channel", "channel_id", "user_id"].lazy
            .compactMap { arguments[$0]?.string }.first
        return goesBeyondStop(
            .call(call),
            carrying: call.carriedRuns,
            .call(call.target),
            in: conversation.map { ValueRuns.hash($0.utf8) },
            at: now
        )
    }

    private mutating func unmatched(
        _ call: WebAPICall,
        premature: Int?,
        at now: Duration
    ) -> CallStep {
        if isBeyondEnd(call) {
            note(.call(call), .tolerated, at: now)
            return .beyondEnd
        }
        if goesBeyondStop(call, at: now) { return .beyondEnd }
        if isNextOfRow(.call(call), at: now) {
            passBeyondEnd(.call(call), at: now)
            return .beyondEnd
        }
        switch options.mode {
        case .strict:
            return .failure(diverge(.call(call), premature: premature, at: now))
        case .lenient(let unmatched):
            note(.call(call), .extra, at: now)
            return .answer(unmatched.answer(call))
        }
    }
}
