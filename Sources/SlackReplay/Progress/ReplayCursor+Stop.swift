import RepriseFloor
import SlackWire

/// What the bot does beyond a recording that ended between two steps of what it did.
extension ReplayCursor {
    /// Whether something that was not recorded may be the next step of a handler that the recorded bot had not finished.
    ///
    /// Then it carries something that Slack gave, or answered about, so near to the end that the recorded bot had no time for its next
    /// step, and nothing of that is left that it was recorded to do.
    ///
    /// - Parameters:
    ///   - runs: The telling values in what the bot does.
    ///   - isRepetition: Whether the bot has done the very same before.
    func isNextStep(carrying runs: Set<UInt64>, isRepetition: @autoclosure () -> Bool) -> Bool {
        guard timeline.isLeftByBot, !runs.isEmpty else { return false }
        let step = plan.chains.longestStep
        let time = min(max(step, RecordedStop.shortestThinking), RecordedStop.longestReaction)
        let isFresh = timeline.given(since: timeline.latest - time).contains { item in
            isHad(item) && !runs.isDisjoint(with: runsTouched(by: item))
        }
        return isFresh && !isLeft(anythingWith: runs) && !isRepetition()
    }

    /// Whether the bot has something that Slack said.
    private func isHad(_ item: GivenItem) -> Bool {
        switch item {
        case .answer(let call): progress.released(call) != nil
        case .frame(let ref): progress.state(of: ref).isReleased
        }
    }

    /// The values in something that Slack said, or that it is about.
    private func runsTouched(by item: GivenItem) -> Set<UInt64> {
        switch item {
        case .answer(let call):
            let body = timeline.answer(to: call, by: reader)?.body ?? []
            return ValueRuns.all(in: body).union(timeline.call(call, by: reader).tellingRuns)
        case .frame(let ref):
            guard case .message(let message) = timeline.event(of: ref, by: reader) else {
                return []
            }
            return ValueRuns.all(in: message.bytes)
        }
    }

    /// Whether something with one of these values is left that the bot was recorded to do.
    private func isLeft(anythingWith runs: Set<UInt64>) -> Bool {
        let values = Set(runs.compactMap(plan.values.id(ofHash:)))
        guard !values.isEmpty else { return false }
        return (progress.frontier.count..<timeline.actions.count).contains { action in
            progress.happened(action) == nil && !timeline.actions[action].isOptional
                && plan.values.needs(of: action).contains(where: values.contains)
        }
    }

    /// Whether the bot has made the very same call before.
    func hasMade(_ call: WebAPICall, _ redacted: WebAPICall?) -> Bool {
        let token = call.token
        return [call, redacted].compactMap(\.self).contains { form in
            guard let (row, variables) = plan.index.row(of: form, token: token) else {
                return false
            }
            return plan.index.members(of: row).contains { candidate in
                progress.happened(timeline.calls[candidate].action) != nil
                    && bindings.allow(variables, for: plan.index.variables(ofCall: candidate))
            }
        }
    }

    /// Whether the bot has sent the very same message before.
    func hasSent(_ message: SentMessage) -> Bool {
        guard let (row, variables) = plan.index.row(of: message) else { return false }
        return plan.index.members(of: row).contains { candidate in
            progress.sending(of: candidate) != nil
                && bindings.allow(variables, for: plan.index.variables(ofSend: candidate))
        }
    }
}

extension ValueRuns {
    /// The hashes of all runs in bytes.
    fileprivate static func all(in bytes: [UInt8]) -> Set<UInt64> {
        var runs: Set<UInt64> = []
        visit(bytes) { runs.insert(hash($0)) }
        return runs
    }
}
