import SlackTransport
import SlackWire

/// Equal actions that overlapped, and which of them is which.
extension ReplayCursor {
    /// Something of the bot's that Slack answered.
    private enum Answered: Hashable {
        case call(Int)
        case send(Int)
    }

    /// What a match becomes when two equal actions of the bot have changed places.
    struct Exchange {
        let values: ExchangedValues
        /// Two streams of text, if the actions begin such: what was sent of one was sent of the other.
        let streams: (TextStreams.ID, TextStreams.ID)?
    }

    /// How many equal actions are looked at on either side of one; more hardly ever overlap.
    private static let reach = 16
    /// How many actions that gave a value are looked at, latest first.
    private static let answeredLimit = 16

    /// Goes through the exchanges that may explain an action of the bot for which nothing recorded stands.
    ///
    /// Two actions may change places if they are equal, both were made and answered, what either of them waited for in the
    /// recording had come when the other was made, and everything that was done since with what the answers gave is equal, too.
    /// So a bot that does one for two, or both before anybody asked for the second, is no less a changed one.
    ///
    /// - Parameter values: Those that stand in the action, with recorded values in it.
    /// - Complexity: O(*n*) in the number of recorded actions.
    func exchanges(explaining values: Set<GivenValues.ID>) -> [Exchange] {
        guard !values.isEmpty else { return [] }
        var found: [Exchange] = []
        for first in answered(giving: values).suffix(Self.answeredLimit).reversed() {
            for second in siblings(of: first) {
                if let exchange = exchange(first, second) { found.append(exchange) }
            }
        }
        return found
    }

    /// Makes an exchange; a second time takes it back.
    mutating func make(_ exchange: Exchange) {
        exchanged = exchange.values
        if let (first, second) = exchange.streams { progress.exchange(first, second) }
    }

    private func exchange(_ first: Answered, _ second: Answered) -> Exchange? {
        guard let firstAction = action(of: first), let secondAction = action(of: second),
            let firstMade = moment(ofAction: firstAction),
            let secondMade = moment(ofAction: secondAction),
            let pairs = ExchangedValues.pairs(answer(to: first), answer(to: second)),
            !pairs.isEmpty,
            isKnown(to: firstAction, by: secondMade), isKnown(to: secondAction, by: firstMade),
            isEqualSince(pairs)
        else { return nil }
        let streams = streams(first, second)
        if let (one, other) = streams, !isEqualSoFar(one, other) { return nil }
        var values = exchanged
        values.exchange(pairs, (firstAction, firstMade), (secondAction, secondMade))
        return Exchange(values: values, streams: streams)
    }

    // MARK: What is equal

    /// The recorded actions that the bot has done and whose answers gave one of the values.
    private func answered(giving values: Set<GivenValues.ID>) -> [Answered] {
        func gives(_ entry: Int) -> Bool {
            plan.values.given(by: entry).contains { values.contains(Int($0)) }
        }
        let calls = timeline.calls.indices.filter { call in
            progress.released(call) != nil && plan.index.rows[plan.index.callRows[call]].count > 1
                && timeline.calls[call].outcome.map { gives($0.entry) } ?? false
        }
        let sends = timeline.sends.indices.filter { send in
            guard let reply = timeline.sends[send].reply, timeline.sends[send].action != nil else {
                return false
            }
            return progress.state(of: reply).isReleased && gives(timeline[reply].entry)
        }
        return calls.map(Answered.call) + sends.map(Answered.send)
    }

    /// The other actions that look like one, and have been done and answered.
    private func siblings(of answered: Answered) -> [Answered] {
        switch answered {
        case .call(let call):
            return near(call, plan.index.rows[plan.index.callRows[call]])
                .filter { progress.released($0) != nil && timeline.calls[$0].outcome != nil }
                .map(Answered.call)
        case .send(let send):
            guard let (row, _) = plan.index.row(of: timeline.sends[send].reading) else { return [] }
            return near(send, plan.index.rows[row]).filter { send in
                timeline.sends[send].reply.map { progress.state(of: $0).isReleased } ?? false
            }.map(Answered.send)
        }
    }

    private func near(_ member: Int, _ row: [Int]) -> [Int] {
        guard let place = row.firstIndex(of: member) else { return [] }
        let places = max(0, place - Self.reach)..<min(row.count, place + Self.reach + 1)
        return row[places].filter { $0 != member }
    }

    private func action(of answered: Answered) -> Int? {
        switch answered {
        case .call(let call): timeline.calls[call].action
        case .send(let send): timeline.sends[send].action
        }
    }

    private func answer(to answered: Answered) -> [UInt8] {
        switch answered {
        case .call(let call): return timeline.answer(to: call, by: reader)?.body ?? []
        case .send(let send):
            guard let reply = timeline.sends[send].reply,
                case .message(let message) = timeline.event(of: reply, by: reader)
            else { return [] }
            return message.bytes
        }
    }

    // MARK: What had come

    private func moment(ofAction action: Int) -> Duration? {
        exchanged.moment(of: action) ?? progress.happened(action)
    }

    /// Whether the bot had what a recorded action needs by then, and what had been said last in its conversation.
    private func isKnown(to action: Int, by moment: Duration) -> Bool {
        var causes = (plan.values.needs[action] ?? []).map { value in
            timeline.cause(givenBy: plan.values.givers[value])
        }
        if timeline.actions[action].conversation != nil {
            causes.append(timeline.lastEvent(before: action).map(Cause.frame))
        }
        return causes.allSatisfy { cause in
            guard let cause, let came = self.moment(of: cause) else { return false }
            return came.actual <= moment
        }
    }

    // MARK: What was done since

    /// Whether everything that was done with values of the pairs would stand for something that was done as well, had
    /// they changed places.
    private func isEqualSince(_ pairs: [ExchangedValues.Pair]) -> Bool {
        var places: [[UInt8]: [UInt8]] = [:]
        var ids: Set<GivenValues.ID> = []
        for pair in pairs {
            (places[pair.first], places[pair.second]) = (pair.second, pair.first)
            for value in [pair.first, pair.second] {
                if let id = plan.values.id(ofRun: value) { ids.insert(id) }
            }
        }
        return plan.values.needs.allSatisfy { action, needed in
            guard needed.contains(where: ids.contains), progress.happened(action) != nil,
                !isPiece(timeline.actions[action].content)
            else { return true }
            return isDone(timeline.actions[action].content) {
                ExchangedValues.replacing(places, in: $0)
            }
        }
    }

    /// Whether what a recorded action becomes by a change was done.
    private func isDone(
        _ content: RecordedAction.Content,
        _ change: ([UInt8]) -> [UInt8]
    ) -> Bool {
        switch content {
        case .call(let index):
            let call = timeline.calls[index].call
            guard let row = plan.index.row(of: call.replacing(change), token: call.token)?.row
            else {
                return false
            }
            return plan.index.rows[row].contains {
                progress.happened(timeline.calls[$0].action) != nil
            }
        case .send(let index):
            let message = timeline.sends[index].message
            let changed = SocketMessage(kind: message.kind, bytes: change(message.bytes))
            guard let row = plan.index.row(of: SentMessage(changed))?.row else { return false }
            return plan.index.rows[row].contains { progress.match(of: $0) != nil }
        case .open, .close: return false
        }
    }

    /// Whether an action sends a piece of a text, and not the last: of those counts what they add up to.
    private func isPiece(_ content: RecordedAction.Content) -> Bool {
        guard case .call(let call) = content, plan.streams.stream(ofCall: call) != nil else {
            return false
        }
        return !TextStreams.isStop(timeline.calls[call].call)
    }

    /// The streams of text that two calls begin.
    private func streams(
        _ first: Answered,
        _ second: Answered
    ) -> (TextStreams.ID, TextStreams.ID)? {
        guard case (.call(let first), .call(let second)) = (first, second),
            let one = plan.streams.stream(ofCall: first),
            let other = plan.streams.stream(ofCall: second)
        else { return nil }
        return (one, other)
    }

    /// Whether what was sent of two streams may have been sent of either.
    private func isEqualSoFar(_ first: TextStreams.ID, _ second: TextStreams.ID) -> Bool {
        let count = max(progress.sent(of: first), progress.sent(of: second))
        let texts = (plan.streams.streams[first].text, plan.streams.streams[second].text)
        return texts.0.prefix(count) == texts.1.prefix(count)
    }
}

extension RecordedTimeline {
    /// What gave the bot what stands in an entry of Slack's.
    ///
    /// - Complexity: O(*n*).
    fileprivate func cause(givenBy entry: Int) -> Cause? {
        if let call = calls.firstIndex(where: { $0.outcome?.entry == entry }) {
            return .answer(call: call)
        }
        for socket in sockets.indices {
            if let frame = sockets[socket].frames.firstIndex(where: { $0.entry == entry }) {
                return .frame(FrameRef(socket: socket, frame: frame))
            }
        }
        return nil
    }

    /// The last event in the conversation of an action before it that is not about what the bot did.
    ///
    /// - Complexity: O(*n*).
    fileprivate func lastEvent(before action: Int) -> FrameRef? {
        guard let number = actions[action].conversation?.number else { return nil }
        var last: (entry: Int, ref: FrameRef)?
        for socket in sockets.indices {
            let frames = sockets[socket].frames
            let found = frames.lastIndex { frame in
                frame.entry < actions[action].entry && frame.reply == nil && !frame.isAboutBot
                    && (frame.channel == number || frame.person == number)
            }
            guard let found, frames[found].entry > last?.entry ?? 0 else { continue }
            last = (frames[found].entry, FrameRef(socket: socket, frame: found))
        }
        return last?.ref
    }
}
