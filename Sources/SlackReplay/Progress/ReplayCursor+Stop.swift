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
    ///   - action: What the bot does.
    ///   - runs: The telling values in it.
    func isNextStep(_ action: BotAction, carrying runs: Set<UInt64>) -> Bool {
        guard timeline.isLeftByBot, !runs.isEmpty else { return false }
        let step = plan.chains.longestStep
        let time = min(max(step, RecordedStop.shortestThinking), RecordedStop.longestReaction)
        return goesOn(with: runs, since: timeline.latest - time) && !isLeft(anythingWith: runs)
            && !isKnown(action)
    }

    /// Whether one of these values was in something since then after which the bot may go on.
    ///
    /// For each value that is the latest that it was in: from what was before, the bot has gone on.
    private func goesOn(with runs: Set<UInt64>, since moment: Int64) -> Bool {
        let items = timeline.given(since: moment).filter(isHad).sorted {
            timeline.moment(of: $0) > timeline.moment(of: $1)
        }
        var left = runs
        for item in items {
            let touched = left.intersection(runsTouched(by: item))
            if !touched.isEmpty, !isLastStep(item) { return true }
            left.subtract(touched)
        }
        return false
    }

    /// Whether it is the next of the very same things that the bot did over and over, at even times and after all that was
    /// recorded: what goes by a clock goes on as long as nobody stops it.
    func isNextOfRow(_ action: BotAction, at now: Duration) -> Bool {
        guard timeline.isLeftByBot, pendingActions(limit: 1).isEmpty else { return false }
        var row: [Int64] = []
        var latest = Duration.zero
        for index in timeline.actions.indices {
            let recorded = timeline.actions[index]
            guard let found = differences(between: recorded.content, and: action), found.isEmpty
            else { continue }
            row.append(recorded.at)
            latest = max(latest, progress.happened(index) ?? .zero)
        }
        guard row.count >= 3, let last = row.last, !isAsked(row) else { return false }
        let gaps = zip(row, row.dropFirst()).map { $1 - $0 }
        let (shortest, longest) = (gaps.min() ?? 0, gaps.max() ?? 0)
        // A bot that had the time for one more, and did none, was done.
        let end = timeline.process.asked?.at ?? timeline.latest
        guard end - last <= longest + longest / 4 else { return false }
        // Not at once: that would be the same done twice.
        return longest <= shortest * 2 && now - latest >= .microseconds(shortest) * 0.7
    }

    /// Whether there was an event for each of a row, so that it answers rather than goes by a clock.
    private func isAsked(_ row: [Int64]) -> Bool {
        guard let first = row.first, let last = row.last else { return true }
        return timeline.countOfNews(after: first, until: last) >= row.count - 1
    }

    /// Whether it is the answer to what was always the last step of what the bot does.
    private func isLastStep(_ item: GivenItem) -> Bool {
        guard case .answer(let call) = item else { return false }
        return plan.chains.isLastStep(timeline.call(call, by: reader).target)
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
            let used = timeline.call(call, by: reader).carriedRuns
            return ValueRuns.all(in: body)
                .union(used.filter { plan.values.id(ofHash: $0) != nil })
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

    /// Whether the bot has done the very same before; or the same but for such values is still to come, and it has called the
    /// method for what this one is about: then that came in a wrong place.
    private func isKnown(_ action: BotAction) -> Bool {
        guard let nearest = nearest(to: action) else { return false }
        if nearest.differences.isEmpty { return true }
        guard case .call(let call) = action, !nearest.isConsumed,
            nearest.differences.allSatisfy(\.isOfTellingValues)
        else { return false }
        return hasCalled(call.target, about: plan.values.ids(in: call))
    }

    /// Whether the bot has called a method with one of these values.
    private func hasCalled(_ target: WebAPICall.Target, about values: Set<GivenValues.ID>) -> Bool {
        guard let first = values.map(plan.values.giver(of:)).min() else { return false }
        return timeline.actions.indices.reversed().lazy
            .prefix { timeline.actions[$0].entry > first }
            .contains { action in
                guard case .call(let call) = timeline.actions[action].content,
                    progress.happened(action) != nil,
                    plan.values.needs(of: action).contains(where: values.contains)
                else { return false }
                return timeline.call(call, by: reader).target.isLike(target)
            }
    }
}

extension PayloadDifference {
    /// Whether one telling value stands in the place of another.
    fileprivate var isOfTellingValues: Bool {
        [expected, actual].allSatisfy { value in
            guard let text = value?.string else { return false }
            return ValueRuns.isTelling(ArraySlice(text.utf8))
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
