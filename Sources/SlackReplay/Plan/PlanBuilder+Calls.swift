import RepriseFloor
import SessionRecording
import SlackWire

extension PlanBuilder {
    mutating func take(
        _ call: WebAPICall,
        id: Int,
        at: Int64,
        _ place: ScratchBytes.Place?
    ) throws(ReplayError) {
        let index = timeline.calls.count
        guard callIndex.updateValue(index, forKey: id) == nil else {
            throw .repeatedCall(entry: entries, call: id)
        }
        let action = act(.call(index), at: at)
        if case .file(let file) = call.body {
            if file.hasPlaceholders { timeline.hasPlaceholdersInBodies = true }
            timeline.cutBodies.append(file, contentType: call.headers["content-type"])
        }
        let arguments = call.arguments
        if timeline.text == nil { self.arguments.append(arguments) }
        openCalls[index] = (call.target, arguments)
        timeline.calls.append(RecordedCall(entry: entries, at: at, action: action, call))
        timeline.callContents.append(call, at: place, isStored: timeline.text != nil)
        links.made(call: index, action: action, target: call.target, arguments: arguments)
        timeline.actions[action].isRead = CallEffects.isRead(call.target)
        if !call.connects { think(at: at) }
        guard !CallEffects.isLooking(call.target) else { return }
        let names = ["channel", "channel_id", "user_id"]
        self.place(action, in: names.lazy.compactMap { arguments[$0]?.string }.first)
    }

    /// Notes which conversation an action is in, if the bot had an event of that before.
    mutating func place(_ action: Int, in conversation: String?) {
        guard let conversation else { return }
        let id = ValueRuns.hash(conversation.utf8)
        guard let number = conversationNumbers[id], let entry = conversations[number - 1].first
        else { return }
        timeline.actions[action].conversation = (number, entry)
        let waited = timeline.actions[action].at - conversations[number - 1].latest
        timeline.reactionTime = max(timeline.reactionTime, waited)
    }

    /// Everything was taken in: what the recording stopped in the middle of is not asked for.
    ///
    /// - Parameter isComplete: Whether the recording is whole.
    mutating func finish(isComplete: Bool) {
        if !isComplete { timeline.isAbandoned = true }
        let process = timeline.process
        if isComplete, process.endedByItself {
            // It was done, or failed, and did nothing beyond that.
            timeline.isAbandoned = false
            timeline.isLeftByBot = false
        } else if isComplete, process.end == nil, timeline.sockets.isEmpty {
            // What has no socket is a job, and ends when it is done.
            timeline.isLeftByBot = false
        }
        timeline.stop = RecordedStop(timeline)
        for action in timeline.stop?.actionsUnderWay ?? [] {
            timeline.actions[action].isOptional = true
        }
    }

    mutating func take(
        _ outcome: RecordedCall.Outcome,
        of id: Int,
        at: Int64,
        _ place: ScratchBytes.Place? = nil
    ) throws(ReplayError) {
        let index = try openCall(id)
        // An answer that flowed was there, for the bot, when it began.
        timeline.flows[index]?.end = at
        let flow = timeline.flows[index]
        timeline.calls[index].outcome = RecordedCall.Ending(
            entry: flow?.entry ?? entries,
            at: flow?.at ?? at,
            outcome
        )
        timeline.outcomes.note(outcome, of: index, at: place)
        if flow == nil { timeline.answeredCalls.append(UInt32(index)) }
        latestGiven = at
        let call = timeline.calls[index]
        guard let (target, arguments) = openCalls.removeValue(forKey: index) else { return }
        guard case .answer(let answer) = outcome else { return links.failed(action: call.action) }
        add(
            links.answered(
                call: index,
                action: call.action,
                target: target,
                arguments: arguments,
                answer
            )
        )
    }

    /// Takes in the head of an answer whose body flows.
    mutating func begin(_ head: WebAPIAnswer, of id: Int, at: Int64) throws(ReplayError) {
        let index = try openCall(id)
        guard timeline.flows[index] == nil else {
            throw .secondOutcome(entry: entries, call: id)
        }
        timeline.flows[index] = RecordedFlow(entry: entries, at: at, head: head)
        latestGiven = at
        timeline.answeredCalls.append(UInt32(index))
    }

    /// Takes in something of a body that flows.
    mutating func flow(
        of id: Int,
        at: Int64,
        _ change: (inout RecordedFlow) -> Void
    ) throws(ReplayError) {
        let index = try openCall(id)
        // Taken out, so that its chunks are not copied for each one.
        guard var flow = timeline.flows.removeValue(forKey: index) else {
            throw .outcomeWithoutCall(entry: entries, call: id)
        }
        latestGiven = at
        change(&flow)
        timeline.flows[index] = flow
    }

    /// A call that has no outcome yet.
    private func openCall(_ id: Int) throws(ReplayError) -> Int {
        guard let index = callIndex[id] else {
            throw .outcomeWithoutCall(entry: entries, call: id)
        }
        guard timeline.calls[index].outcome == nil else {
            throw .secondOutcome(entry: entries, call: id)
        }
        return index
    }

    mutating func add(_ late: [CausalLinks.LateLink]) {
        for link in late { timeline.add(link.cause, to: link.frame) }
    }
}
