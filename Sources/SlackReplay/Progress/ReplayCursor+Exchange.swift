import RepriseFloor
import SlackTransport
import SlackWire

/// Equal actions that overlapped, and which of them is which.
extension ReplayCursor {
    /// Something of the bot's that Slack answered.
    private enum Answered: Hashable {
        case call(Int)
        case send(Int)

        /// Another of the same kind, by its index.
        func other(_ index: Int) -> Answered {
            switch self {
            case .call: .call(index)
            case .send: .send(index)
            }
        }
    }

    /// Two equal actions that change places.
    struct Exchange {
        let values: ExchangedValues
        /// Two streams of text, if the actions begin such: what was sent of one was sent of the other.
        let streams: (TextStreams.ID, TextStreams.ID)?
        /// The calls that the bot has made, as it turns out, and those that were taken for them and are still to come; none if
        /// both of the two actions were made.
        var transfers: [(made: Int, owed: Int)] = []
        /// The call whose answer is still to come, and the one whose answer that is, if one of the two actions is such.
        var redirection: (waiting: Int, to: Int)?
        /// What the bot does not have until that which is still to come has come.
        var withheld: [GivenValues.ID] = []
    }

    /// How many equal actions are looked at on either side of one; more hardly ever overlap.
    private static let reach = 16
    /// How many actions that gave a value are looked at, latest first.
    private static let answeredLimit = 16

    /// Goes through the exchanges that may explain an action of the bot for which nothing recorded stands.
    ///
    /// Two actions may change places if they are equal, what either of them waited for in the recording had come when the
    /// other was made, and everything that was done since with what the answers gave is equal, too. So a bot that does
    /// one for two, or both before anybody asked for the second, is no less a changed one.
    ///
    /// - Parameter values: Those that stand in the action, with recorded values in it.
    /// - Complexity: O(*n*) in the number of recorded actions.
    func exchanges(explaining values: Set<GivenValues.ID>) -> [Exchange] {
        guard !values.isEmpty else { return [] }
        var made: [Exchange] = []
        var unmade: [Exchange] = []
        for first in answered(giving: values).suffix(Self.answeredLimit).reversed() {
            let needed = neededEvents(of: first)
            for second in siblings(of: first) {
                guard let exchange = exchange(first, second, needed) else { continue }
                if exchange.transfers.isEmpty {
                    made.append(exchange)
                } else {
                    unmade.append(exchange)
                }
            }
        }
        return made + unmade
    }

    /// Makes an exchange.
    mutating func make(_ exchange: Exchange, at now: Duration) {
        exchanged = exchange.values
        if let (first, second) = exchange.streams { progress.exchange(first, second) }
        for (made, owed) in exchange.transfers {
            progress.owe(owed)
            let isCounted = progress.pay(made)
            // What counts as made, since another had its place, has happened already.
            if !isCounted { happened(timeline.calls[made].action, at: now) }
            answered(made, at: now)
        }
        if let (waiting, other) = exchange.redirection {
            progress.redirect(waiting, to: other)
            answered(waiting, at: now)
        }
        progress.withhold(exchange.withheld)
    }

    /// The bot has had the answer to a call, as it turns out.
    mutating func answered(_ call: Int, at now: Duration) {
        progress.give(call: call, of: plan)
        guard progress.released(call) == nil else { return }
        progress.release(call: call, at: now, isOwed: false, of: plan)
        recheckAside(after: .answer(call: call))
    }

    private func exchange(
        _ first: Answered,
        _ second: Answered,
        _ needed: [Int: [FrameRef]]
    ) -> Exchange? {
        guard let firstAction = action(of: first), let secondAction = action(of: second),
            mayOverlap(firstAction, secondAction),
            let firstMade = moment(ofAction: firstAction),
            isKnown(to: secondAction, by: firstMade, needed),
            let pairs = ExchangedValues.pairs(answer(to: first), answer(to: second)), !pairs.isEmpty
        else { return nil }
        let streams = streams(first, second)
        if let (one, other) = streams, !isEqualSoFar(one, other) { return nil }
        guard let transfers = transfers(pairs) else { return nil }
        var values = exchanged
        values.exchange(
            pairs,
            (firstAction, firstMade),
            (secondAction, moment(ofAction: secondAction) ?? .zero),
            numberedBy: plan.values.id
        )
        var exchange = Exchange(values: values, streams: streams, transfers: transfers)
        guard case (.call(let first), .call(let second)) = (first, second) else { return exchange }
        let isMade = moment(ofAction: secondAction) != nil
        if isMade, !progress.isWaiting(second, of: plan) { return exchange }
        if isMade {
            exchange.redirection = (second, first)
        } else {
            exchange.transfers.insert((second, first), at: 0)
        }
        exchange.withheld = pairs.compactMap { plan.values.id(ofRun: $0.first) }
        return exchange
    }

    // MARK: What is equal

    /// The recorded actions that the bot has done and whose answers gave one of the values.
    private func answered(giving values: Set<GivenValues.ID>) -> [Answered] {
        func isGiven(by entry: Int) -> Bool {
            plan.values.given(by: entry).contains { values.contains($0) }
        }
        let calls = timeline.calls.indices.filter { call in
            progress.released(call) != nil && !progress.isOwed(call)
                && !progress.isWaiting(call, of: plan)
                && plan.index.members(of: plan.index.row(ofCall: call)).count > 1
                && timeline.calls[call].outcome.map { isGiven(by: $0.entry) } ?? false
        }
        let sends = timeline.sends.indices.filter { send in
            guard let reply = timeline.sends[send].reply, timeline.sends[send].action != nil else {
                return false
            }
            return progress.state(of: reply).isReleased && isGiven(by: timeline[reply].entry)
        }
        return calls.map(Answered.call) + sends.map(Answered.send)
    }

    /// The other actions that look like one; of messages those that have been sent and answered.
    private func siblings(of answered: Answered) -> [Answered] {
        switch answered {
        case .call(let call):
            return near(call, row(of: answered)).filter { other in
                timeline.calls[other].outcome != nil && isAlike(call, other)
            }.map(Answered.call)
        case .send(let send):
            return near(send, row(of: answered)).filter { send in
                timeline.sends[send].reply.map { progress.state(of: $0).isReleased } ?? false
            }.map(Answered.send)
        }
    }

    /// Whether two calls of one row carry the same token and the same values of the bot's own.
    private func isAlike(_ first: Int, _ second: Int) -> Bool {
        plan.index.variables(ofCall: first) == plan.index.variables(ofCall: second)
    }

    /// The indexes of all that look like one, itself among them.
    private func row(of answered: Answered) -> [Int] {
        switch answered {
        case .call(let call): return Array(plan.index.members(of: plan.index.row(ofCall: call)))
        case .send(let send):
            let row = plan.index.row(of: timeline.reading(of: send, by: reader))?.row
            return row.map { Array(plan.index.members(of: $0)) } ?? []
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

    // MARK: What may have gone on at the same time

    /// Whether two actions may be the work of two handlers.
    ///
    /// They overlapped, when they were recorded or now, or events came that the bot may have been at work on together. Of two
    /// that one handler did one after the other it knows which is which.
    private func mayOverlap(_ first: Int, _ second: Int) -> Bool {
        let (earlier, later) = (min(first, second), max(first, second))
        let start = timeline.actions[later].at
        guard let end = recordedEnd(ofAction: earlier), end <= start else { return true }
        if let one = moment(ofAction: earlier), let other = moment(ofAction: later),
            max(one, other) < answered(ofAction: one < other ? earlier : later) ?? .zero
        {
            return true
        }
        return timeline.countOfNews(thatMayBeAtWorkAt: timeline.actions[earlier].at, until: start)
            > 1
    }

    /// When the recorded bot had the answer to an action, in microseconds.
    private func recordedEnd(ofAction action: Int) -> Int64? {
        switch timeline.actions[action].content {
        case .call(let call): timeline.end(ofCall: call)
        case .send(let send): timeline.sends[send].reply.map { timeline[$0].at }
        case .open, .close: nil
        }
    }

    /// When this bot had it.
    private func answered(ofAction action: Int) -> Duration? {
        switch timeline.actions[action].content {
        case .call(let call): return progress.released(call)
        case .send(let send):
            guard let reply = timeline.sends[send].reply,
                case .released(let at) = progress.state(of: reply)
            else { return nil }
            return at
        case .open, .close: return nil
        }
    }

    // MARK: What had come

    private func moment(ofAction action: Int) -> Duration? {
        if case .call(let call) = timeline.actions[action].content, progress.isOwed(call) {
            return nil
        }
        return exchanged.moment(of: action) ?? progress.happened(action)
    }

    /// Whether the bot had what a recorded action needs by then.
    private func isKnown(to action: Int, by moment: Duration, _ needed: [Int: [FrameRef]]) -> Bool {
        func came(_ cause: Cause?) -> Bool {
            cause.flatMap { self.moment(of: $0) }.map { $0.actual <= moment } ?? false
        }
        return plan.values.needs(of: action).allSatisfy { value in
            came(timeline.cause(givenBy: plan.values.giver(of: value)))
        }
            && (needed[action]?.contains { came(.frame($0)) } ?? true)
    }

    /// The events of which one must have come before each of the actions that look like one, its conversation being all that
    /// is known of why it was done.
    ///
    /// Where there are no more events than such actions, each is due to one: if the first three actions had only three events
    /// before them, the fourth is due to a later one. Where there are more, nobody knows, and it is the last one before it.
    private func neededEvents(of answered: Answered) -> [Int: [FrameRef]] {
        guard let action = action(of: answered),
            let conversation = timeline.actions[action].conversation?.number
        else { return [:] }
        let actions = row(of: answered).compactMap { self.action(of: answered.other($0)) }
            .filter { timeline.actions[$0].conversation?.number == conversation }
        let events = timeline.events(in: conversation)
        func count(before action: Int) -> Int {
            events.count { $0.entry < timeline.actions[action].entry }
        }
        let isOneToOne = actions.last.map { count(before: $0) <= actions.count } ?? false
        var needed: [Int: [FrameRef]] = [:]
        var used = 0
        for (place, action) in actions.enumerated() {
            let before = count(before: action)
            guard before > 0 else { continue }
            let first = isOneToOne ? min(used, before - 1) : before - 1
            needed[action] = events[first..<before].map(\.ref)
            if before == place + 1 { used = before }
        }
        return needed
    }

    /// Whether a recorded action may be done with what has changed places: what gave it must have been done when there was a
    /// reason for it.
    ///
    /// An action that was put into the place of another may be in that place for no reason of its own. It shows when something is
    /// done with it.
    func isRightful(_ action: Int) -> Bool {
        let givers = plan.values.needs(of: action).compactMap { exchanged.giver(of: $0) }
        return givers.allSatisfy { giver in
            guard let answered = answered(action: giver), let made = moment(ofAction: giver) else {
                return false
            }
            return isKnown(to: giver, by: made, neededEvents(of: answered))
        }
    }

    private func answered(action: Int) -> Answered? {
        switch timeline.actions[action].content {
        case .call(let call): .call(call)
        case .send(let send): .send(send)
        case .open, .close: nil
        }
    }

    // MARK: What was done since

    /// The calls that were made instead of those that were done with values of the pairs, once these have changed places,
    /// where that does not come to the same; `nil` if there are no such calls, or one gives values in its turn.
    private func transfers(_ pairs: [ExchangedValues.Pair]) -> [(made: Int, owed: Int)]? {
        var places: [[UInt8]: [UInt8]] = [:]
        for pair in pairs { (places[pair.first], places[pair.second]) = (pair.second, pair.first) }
        var left = Set(done(with: pairs))
        var transfers: [(made: Int, owed: Int)] = []
        for action in left.sorted() where left.contains(action) {
            let others = counterparts(of: timeline.actions[action].content) {
                ExchangedValues.replacing(places, in: $0)
            }
            left.remove(action)
            if others.contains(action) { continue }
            if let other = others.first(where: left.contains) {
                left.remove(other)
                continue
            }
            guard case .call(let owed) = timeline.actions[action].content, !gives(owed) else {
                return nil
            }
            let made = others.lazy.compactMap { other -> Int? in
                guard case .call(let call) = timeline.actions[other].content,
                    moment(ofAction: other) == nil, !gives(call)
                else { return nil }
                return call
            }.first { call in !transfers.contains { $0.made == call } }
            guard let made else { return nil }
            transfers.append((made, owed))
        }
        return transfers
    }

    /// The recorded actions that look like what one becomes by a change.
    private func counterparts(
        of content: RecordedAction.Content,
        _ change: ([UInt8]) -> [UInt8]
    ) -> [Int] {
        switch content {
        case .call(let index):
            let call = timeline.call(index, by: reader)
            let row = plan.index.row(of: call.replacing(change), token: call.tellingToken)?.row
            return row.map { plan.index.members(of: $0) }?.map { timeline.calls[$0].action } ?? []
        case .send(let index):
            let message = timeline.message(index, by: reader)
            let changed = SocketMessage(kind: message.kind, bytes: change(message.bytes))
            let row = plan.index.row(of: SentMessage(changed))?.row
            return row.map { plan.index.members(of: $0) }?.compactMap { timeline.sends[$0].action }
                ?? []
        case .open, .close: return []
        }
    }

    /// Whether the answer to a call gave something that the bot used and had from nowhere before.
    private func gives(_ call: Int) -> Bool {
        guard let entry = timeline.calls[call].outcome?.entry else { return false }
        return plan.values.given(by: entry).contains { plan.values.giver(of: $0) == entry }
    }

    /// What was done with values of the pairs, pieces of texts apart.
    private func done(with pairs: [ExchangedValues.Pair]) -> [Int] {
        let ids = Set(
            pairs.flatMap { [$0.first, $0.second] }.compactMap { plan.values.id(ofRun: $0) }
        )
        return timeline.actions.indices.filter { action in
            plan.values.needs(of: action).contains(where: ids.contains)
                && moment(ofAction: action) != nil
                && !isPiece(timeline.actions[action].content)
        }
    }

    /// Whether an action sends a piece of a text, and not the last: of those counts what they add up to.
    private func isPiece(_ content: RecordedAction.Content) -> Bool {
        guard case .call(let call) = content, plan.streams.stream(ofCall: call) != nil else {
            return false
        }
        return !TextStreams.isStop(timeline.call(call, by: reader))
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

    /// The events in a conversation that are not about what the bot did, in their order.
    ///
    /// - Complexity: O(*n*).
    fileprivate func events(in conversation: Int) -> [(entry: Int, ref: FrameRef)] {
        var events: [(entry: Int, ref: FrameRef)] = []
        for socket in sockets.indices {
            for frame in sockets[socket].frames.indices {
                let ref = FrameRef(socket: socket, frame: frame)
                let isIn = self[ref].channel == conversation || self[ref].person == conversation
                if isIn, self[ref].reply == nil, !self[ref].isAboutBot {
                    events.append((self[ref].entry, ref))
                }
            }
        }
        return events.sorted { $0.entry < $1.entry }
    }
}
