import RepriseFloor
import SlackWire

/// What one run of a replay has done: a state for each entry of the plan, and nothing of the plan itself.
///
/// Every state is changed here only.
struct ReplayProgress: Sendable {
    /// How far a frame has come.
    enum FrameState: Sendable, Hashable {
        /// In its place in the socket's queue.
        case queued
        /// Out of the queue until its cause comes: the frames after it need not wait.
        case setAside
        /// The bot has it, or it waits for nothing but the bot's asking.
        case released(Duration)
        /// It will not come: the bot acknowledged the delivery that this one repeats.
        case dropped

        var isReleased: Bool {
            if case .released = self { return true }
            return false
        }
    }

    /// How the bot spelled a recorded message this time.
    struct Spelling: Sendable {
        /// The `id` as it spelled it.
        var id: String?
        var message: SocketMessage
    }

    /// Stand for the states of frames that have not come.
    private static let queued = ShortTime(mark: 1)
    private static let aside = ShortTime(mark: 2)
    private static let dropped = ShortTime(mark: 3)

    private var actions: ScratchTimes
    private var answers: ScratchTimes
    /// When each frame came, or a time that stands for another state.
    private var frames: [ScratchArray<ShortTime>]
    /// The times of frames that are no whole nanoseconds.
    private var oddTimes: [Duration] = []
    /// When the bot sent each message.
    private var sends: ScratchTimes
    /// On which socket.
    private var sendSockets: ScratchArray<Int32>
    /// How it spelled those whose replies have not come.
    private var spellings: [Int: Spelling] = [:]
    /// How many at the front of each row of the index are used up.
    private var used: ScratchArray<UInt32>
    /// Which values of Slack's the bot has.
    private var given: ScratchArray<Bool>
    /// Reads what the recorded bot said, if that is not in memory.
    private let reader: ScratchReader?
    /// Conversations of which the bot has an event, and the people whom it has heard of, by their numbers.
    private var begun: [Bool]
    /// Events that the recorded bot had not been done with, and the bot has.
    private var hasUnfinishedEvents = false
    /// Answers with which the recorded bot had no time to go on, and the bot has.
    private(set) var hasUnfinishedAnswers = false
    /// How many bytes of each stream of text the bot has sent.
    private var sent: [TextStreams.ID: Int] = [:]
    /// Calls that count as made though another was made in their place, until they are made, too.
    private var owed: Set<Int> = []
    /// Calls that wait for their answers and get those of others, with which they have changed places; or their own, though
    /// another had got it.
    private var redirected: [Int: Int] = [:]
    /// The rows of which the bot has done something.
    private var touched: ScratchArray<Bool>
    /// The latest delivery of each envelope.
    private var delivered: [EnvelopeKey: FrameRef] = [:]
    /// Those before it, of the few that came more than once.
    private var deliveredBefore: [EnvelopeKey: [FrameRef]] = [:]
    /// What the bot said with each acknowledgement, by its hash; 0 for nothing.
    private var acknowledged: [EnvelopeKey: UInt64] = [:]
    /// The envelopes that will not come, or came over a connection that a fault ended, so that nobody asks for their
    /// acknowledgement.
    private var needless: Set<EnvelopeKey> = []

    /// How far the recorded answers have come, where events wait for those before them.
    private var heard = HeardAnswers()
    /// Whether an event came though the bot had left out something before it.
    private var hasPassedOver = false

    /// How far each socket has come.
    var sockets: [SocketProgress]
    /// The URLs at which the bot has opened one.
    var openedURLs: Set<String> = []
    /// For each count of leading recorded actions that have all happened, when the last of them did.
    private(set) var frontier = ScratchTimes()
    /// For each count of leading recorded actions that nothing of Slack's waits for any more, when the last
    /// of them happened.
    private(set) var settled = ScratchTimes()
    /// Frames that wait out of their turn for a cause.
    private(set) var aside: Set<FrameRef> = []
    /// Those among them whose cause was waited for in vain.
    private var withheld: Set<FrameRef> = []
    /// The frames among them by a cause that each of them waits for.
    private var waiting: [Cause: [FrameRef]] = [:]
    /// How many matched calls wait for their outcome's time.
    private(set) var answersUnderWay = 0
    /// What clients wait for that never comes, by number.
    private(set) var silences: [Int: Silence] = [:]
    private var silenceCount = 0
    /// How often the replay got on: what was recorded happened, or Slack gave what it owed.
    private(set) var activity = 0
    /// How much of that was no more than a read that the bot had made before: a bot that polls does so for ever.
    private(set) var rereading = 0

    /// - Parameter reader: Reads the session's text, if what was said is not in memory.
    init(_ plan: ReplayPlan, _ reader: ScratchReader?) {
        let timeline = plan.timeline
        actions = ScratchTimes(count: timeline.actions.count)
        answers = ScratchTimes(count: timeline.calls.count)
        sends = ScratchTimes(count: timeline.sends.count)
        sendSockets = ScratchArray(repeating: 0, count: timeline.sends.count)
        frames = timeline.sockets.map {
            ScratchArray(repeating: Self.queued, count: $0.frames.count)
        }
        given = ScratchArray(repeating: false, count: plan.values.givers.count)
        begun = [Bool](repeating: false, count: timeline.conversations.count + 1)
        used = ScratchArray(repeating: 0, count: plan.index.rowCount)
        touched = ScratchArray(repeating: false, count: plan.index.rowCount)
        self.reader = reader
        sockets = [SocketProgress](repeating: SocketProgress(), count: timeline.sockets.count)
    }

    /// Notes that something happened that somebody may wait for.
    mutating func gotOn() { activity += 1 }

    /// Notes that the bot has the answer to a call.
    mutating func gotOn(by call: Int, of plan: ReplayPlan) {
        activity += 1
        if isReread(call, of: plan) { rereading += 1 }
    }

    /// Whether a call repeats a read that was recorded before it.
    private func isReread(_ call: Int, of plan: ReplayPlan) -> Bool {
        guard plan.options.repeatedReads == .answered,
            plan.timeline.actions[plan.timeline.calls[call].action].isRead
        else { return false }
        return plan.index.members(of: plan.index.row(ofCall: call)).first != call
    }
}

// MARK: What the bot did

extension ReplayProgress {
    /// When the bot did a recorded action; `nil` if it has not.
    func happened(_ action: Int) -> Duration? { actions[action] }

    /// The bot did a recorded action.
    mutating func happened(_ action: Int, at now: Duration, of plan: ReplayPlan) {
        activity += 1
        if case .call(let call) = plan.timeline.actions[action].content, isReread(call, of: plan) {
            rereading += 1
        }
        actions[action] = now
        advance(of: plan)
        settle(of: plan)
    }

    /// Notes how many of the leading recorded actions have happened, those apart that cannot.
    private mutating func advance(of plan: ReplayPlan) {
        while frontier.count < actions.count {
            let next = frontier.count
            let happened = happened(next)
            guard
                happened != nil || isOmittedRead(next, of: plan)
                    || isNeedlessAcknowledgement(next, of: plan)
            else { break }
            frontier.append(max(frontier.latest, happened ?? .zero))
        }
    }

    /// Notes how many of the leading recorded actions nothing waits for any more, and of the answers to them.
    ///
    /// - Parameter given: So many are settled whether they happened or not, and since when: what waited for them has waited
    ///   until then.
    mutating func settle(of plan: ReplayPlan, givingUp given: (count: Int, at: Duration)? = nil) {
        while settled.count < actions.count {
            let happened = happened(settled.count)
            let isGiven = given.map { settled.count < $0.count } ?? false
            guard happened != nil || isGiven || isExcused(settled.count, of: plan) else { break }
            let moment = happened ?? (isGiven ? given?.at : nil) ?? .zero
            settled.append(max(settled.latest, moment))
        }
        hear(of: plan)
    }

    /// How many bytes of a stream of text the bot has sent.
    func sent(of stream: TextStreams.ID) -> Int { sent[stream] ?? 0 }

    /// The bot sends so many bytes more of a stream of text.
    mutating func send(_ count: Int, of stream: TextStreams.ID) {
        sent[stream, default: 0] += count
    }

    /// Whether a call that counts as made is still to come.
    func isOwed(_ call: Int) -> Bool { owed.contains(call) }

    /// The calls of a row for which one of the bot's may stand, and used ones among them: those that are not known to be used up,
    /// then those that count as made and are still to come.
    ///
    /// Nothing is copied: the first one is what is looked for most of the time, and a row may be as long as a session.
    func candidates(in row: RecordedIndex.Row, of plan: ReplayPlan) -> AnyIterator<Int> {
        var rest = rest(of: row, of: plan).makeIterator()
        guard !owed.isEmpty else { return AnyIterator(rest) }
        var owed = owed.filter { plan.index.row(ofCall: $0) == row }.sorted().makeIterator()
        return AnyIterator { rest.next() ?? owed.next() }
    }

    /// The actions that count as done and are still to come, in their order.
    func owedActions(of plan: ReplayPlan) -> [Int] {
        owed.map { plan.timeline.calls[$0].action }.sorted()
    }

    /// A call that counts as made is still to come: another was made in its place.
    mutating func owe(_ call: Int) { owed.insert(call) }

    /// The bot does not have values that it seemed to have.
    mutating func withhold(_ values: [GivenValues.ID]) {
        for value in values { given[value] = false }
    }

    /// The bot makes a call; returns whether it was still to come.
    mutating func pay(_ call: Int) -> Bool {
        guard !owed.isEmpty, owed.remove(call) != nil else { return false }
        activity += 1
        return true
    }

    /// Whether a call was made, and its answer is still to come.
    func isWaiting(_ call: Int, of plan: ReplayPlan) -> Bool {
        guard !owed.contains(call), happened(plan.timeline.calls[call].action) != nil else {
            return false
        }
        return released(call) == nil || redirected.values.contains(call)
    }

    /// Whoever waits for the answer to a call gets that to another.
    mutating func redirect(_ call: Int, to other: Int) {
        let waiting = redirected.first { $0.value == call }?.key ?? call
        redirected[waiting] = other
    }

    /// The call whose answer comes to who waits for that of another; it waits no longer.
    mutating func takeRedirection(of call: Int) -> Int {
        redirected.isEmpty ? call : redirected.removeValue(forKey: call) ?? call
    }

    /// What was sent of one stream was sent of the other.
    mutating func exchange(_ first: TextStreams.ID, _ second: TextStreams.ID) {
        (sent[first], sent[second]) = (sent[second], sent[first])
    }

    /// The bot does something of a row for the first time, or again.
    mutating func touch(_ row: RecordedIndex.Row) { touched[row] = true }

    /// Whether nobody asks for a recorded action.
    func isExcused(_ action: Int, of plan: ReplayPlan) -> Bool {
        plan.timeline.actions[action].isOptional || isOmittedRead(action, of: plan)
            || isNeedlessAcknowledgement(action, of: plan)
    }

    /// Whether an action acknowledges a delivery that did not come this time, since the recorded bot had been too slow with
    /// the one before, and this one was not; or one that a fault made it impossible to acknowledge.
    private func isNeedlessAcknowledgement(_ action: Int, of plan: ReplayPlan) -> Bool {
        guard !needless.isEmpty, case .send(let send) = plan.timeline.actions[action].content,
            plan.timeline.sends[send].kind == .acknowledgement,
            case .acknowledgement(let envelope) = plan.timeline.reading(of: send, by: reader).kind
        else { return false }
        return needless.contains(EnvelopeKey(envelope))
    }

    /// Whether an action repeats a read that the bot has made.
    func isOmittedRead(_ action: Int, of plan: ReplayPlan) -> Bool {
        let action = plan.timeline.actions[action]
        guard action.isRead, plan.options.repeatedReads == .answered,
            case .call(let call) = action.content
        else { return false }
        return touched[plan.index.row(ofCall: call)]
    }

    /// Whether what the bot does in a conversation may come of an event or of an answer that the recorded bot had no
    /// time for.
    ///
    /// - Parameter conversation: Its hash; `nil` for what is in none.
    func isOfUnfinishedEvent(_ conversation: UInt64?, of plan: ReplayPlan) -> Bool {
        guard hasUnfinishedEvents, let stop = plan.timeline.stop else { return false }
        return conversation.map(stop.conversations.contains) ?? true
    }

    /// When and on which socket the bot sent a recorded message; `nil` if it has not.
    func sending(of send: Int) -> (at: Duration, socket: Int)? {
        sends[send].map { ($0, Int(sendSockets[send])) }
    }

    /// The bot sent a recorded message.
    ///
    /// - Parameter spelling: How, if there is a reply to it.
    mutating func send(_ send: Int, at now: Duration, on socket: Int, _ spelling: Spelling?) {
        sends[send] = now
        sendSockets[send] = Int32(socket)
        spellings[send] = spelling
    }

    /// How the bot spelled a message whose reply comes now; nobody else asks.
    mutating func takeSpelling(of send: Int) -> Spelling? { spellings.removeValue(forKey: send) }

    /// The members of a row that are not known to be used up, in recorded order.
    func rest(of row: RecordedIndex.Row, of plan: ReplayPlan) -> Slice<RowMembers> {
        plan.index.members(of: row)[Int(used[row])...]
    }

    /// Forgets the members at the front of a row that are used up, so that nobody looks at them again.
    mutating func useUp(
        _ row: RecordedIndex.Row,
        of plan: ReplayPlan,
        where isUsed: (ReplayProgress, Int) -> Bool
    ) {
        let members = plan.index.members(of: row)
        while used[row] < members.count, isUsed(self, members[Int(used[row])]) { used[row] += 1 }
    }
}

// MARK: What the bot did before an event

extension ReplayProgress {
    /// What the recorded bot had done, or been answered, before an event, and this one has not; `nil` if there is nothing.
    func missing(before frame: RecordedFrame, of plan: ReplayPlan) -> Cause? {
        guard settled.count >= frame.actionsBefore else { return .action(settled.count) }
        return heard.missing(before: plan.timeline.nextStep(after: frame), plan.timeline)
            .map { .answer(call: $0) }
    }

    /// When the last of what the recorded bot had done and been answered before an event happened, in this replay and in the
    /// recording; `nil` if there was nothing.
    func latest(
        before frame: RecordedFrame,
        of plan: ReplayPlan
    ) -> (actual: Duration, recorded: Int64)? {
        let answer = heard.latest(before: plan.timeline.nextStep(after: frame), plan.timeline)
        guard frame.actionsBefore > 0 else { return answer }
        let last = frame.actionsBefore - 1
        let (actual, recorded) = (settled[last] ?? .zero, plan.timeline.actions[last].at)
        guard let answer else { return (actual, recorded) }
        return (max(actual, answer.actual), max(recorded, answer.recorded))
    }

    /// Whether something was waited for in vain, so that the bot has failed by all that is known.
    var hasGivenUp: Bool { hasPassedOver || !withheld.isEmpty }

    /// An event comes though the bot has left out something before it.
    mutating func giveUp(before frame: RecordedFrame, of plan: ReplayPlan, at now: Duration) {
        hasPassedOver = true
        settle(of: plan, givingUp: (frame.actionsBefore, now))
        hear(of: plan, givingUpBefore: plan.timeline.nextStep(after: frame))
    }

    /// Notes how many of the leading recorded answers nothing waits for any more.
    private mutating func hear(of plan: ReplayPlan, givingUpBefore entry: Int = 0) {
        guard plan.options.ordering == .recorded else { return }
        while let next = heard.next(plan.timeline) {
            let released = released(next.call)
            let isOver =
                released != nil || next.entry < entry || owed.contains(next.call)
                || plan.timeline.calls[next.call].outcome == nil
                || isLeftOut(plan.timeline.calls[next.call].action, of: plan)
            guard isOver else { return }
            heard.note(released ?? .zero)
        }
    }

    /// Whether the bot has not done an action, and nobody asks for it.
    private func isLeftOut(_ action: Int, of plan: ReplayPlan) -> Bool {
        happened(action) == nil && isExcused(action, of: plan)
    }
}

// MARK: What the bot knows

extension ReplayProgress {
    /// The bot has what an entry of Slack's gives.
    private mutating func give(entry: Int, of plan: ReplayPlan) {
        for value in plan.values.given(by: entry) { given[value] = true }
    }

    /// The entry without which the bot cannot do a recorded action yet: it gives a value that the action needs,
    /// or begins its conversation.
    func missingCause(of action: Int, of plan: ReplayPlan) -> Int? {
        if let value = plan.values.needs(of: action).first(where: { !given[$0] }) {
            return plan.values.giver(of: value)
        }
        guard plan.timeline.actions.indices.contains(action),
            let conversation = plan.timeline.actions[action].conversation,
            !begun[conversation.number]
        else { return nil }
        return conversation.entry
    }
}

// MARK: What Slack did

extension ReplayProgress {
    /// When a call's outcome came; `nil` if it has not.
    func released(_ call: Int) -> Duration? { answers[call] }

    /// A call was matched, and its outcome will come.
    mutating func owesAnswer() { answersUnderWay += 1 }

    /// A client waits for what never comes, until it has had enough; returns the number of that.
    mutating func begin(_ silence: Silence) -> Int {
        silenceCount += 1
        silences[silenceCount] = silence
        return silenceCount
    }

    /// A client has had enough of waiting.
    mutating func endSilence(_ number: Int) {
        guard let silence = silences.removeValue(forKey: number), !silence.isRepeated else {
            return
        }
        gotOn()
    }

    /// A call's outcome came, or the bot no longer waits for it: what it caused counts from then.
    ///
    /// - Parameter isOwed: Whether the recording has an outcome.
    mutating func release(call: Int, at now: Duration, isOwed: Bool, of plan: ReplayPlan) {
        if answers[call] == nil { answers[call] = now }
        if isOwed { answersUnderWay -= 1 }
        hear(of: plan)
    }

    /// The bot has the outcome of a call.
    mutating func give(call: Int, of plan: ReplayPlan) {
        if plan.timeline.stop?.unfinishedCalls.contains(call) == true {
            hasUnfinishedAnswers = true
        }
        if let entry = plan.timeline.calls[call].outcome?.entry { give(entry: entry, of: plan) }
    }

    /// How far a frame has come.
    func state(of ref: FrameRef) -> FrameState {
        let time = frames[ref.socket][ref.frame]
        if let arrival = time.duration(oddTimes) { return .released(arrival) }
        return time == Self.queued ? .queued : time == Self.aside ? .setAside : .dropped
    }

    /// The bot has a frame.
    mutating func release(
        _ ref: FrameRef,
        _ frame: RecordedFrame,
        at arrival: Duration,
        of plan: ReplayPlan
    ) {
        frames[ref.socket][ref.frame] = ShortTime(max(.zero, arrival), &oddTimes)
        if plan.timeline.stop?.unfinished.contains(ref) == true { hasUnfinishedEvents = true }
        noteContents(of: frame, ref, of: plan)
    }

    /// The bot has what is in a frame.
    private mutating func noteContents(
        of frame: RecordedFrame,
        _ ref: FrameRef,
        of plan: ReplayPlan
    ) {
        give(entry: frame.entry, of: plan)
        begun[frame.channel] = true
        begun[frame.person] = true
        if let envelope = plan.timeline.envelope(of: frame),
            let earlier = delivered.updateValue(ref, forKey: envelope)
        {
            deliveredBefore[envelope, default: []].append(earlier)
        }
        if !frame.isSignOfLife { activity += 1 }
    }

    /// A frame will not come.
    mutating func drop(_ ref: FrameRef, of plan: ReplayPlan) {
        frames[ref.socket][ref.frame] = Self.dropped
        guard let envelope = plan.timeline.envelope(of: plan.timeline[ref]),
            delivered[envelope] == nil
        else {
            return
        }
        excuse(acknowledgementOf: envelope, of: plan)
    }

    /// Nobody asks for the acknowledgement of an envelope.
    mutating func excuse(acknowledgementOf envelope: EnvelopeKey, of plan: ReplayPlan) {
        needless.insert(envelope)
        advance(of: plan)
        settle(of: plan)
    }

    /// A frame leaves its place in the queue, and is not looked for.
    mutating func takeOut(_ ref: FrameRef) { frames[ref.socket][ref.frame] = Self.aside }

    /// A frame leaves its place in the queue and waits for its cause.
    mutating func setAside(_ ref: FrameRef) {
        takeOut(ref)
        aside.insert(ref)
    }

    /// A frame leaves its place since the bot has not done what it comes after, for as long as anybody waited for that.
    mutating func withhold(_ ref: FrameRef) {
        setAside(ref)
        withheld.insert(ref)
    }

    /// A frame that was set aside is looked at again when a cause has happened.
    mutating func wait(_ ref: FrameRef, for cause: Cause) {
        waiting[cause, default: []].append(ref)
    }

    /// A frame no longer waits out of its turn for a cause.
    mutating func takeBack(_ ref: FrameRef) {
        aside.remove(ref)
        withheld.remove(ref)
    }

    /// The frames that waited for a cause, which has happened, and for nothing else that is known.
    mutating func takeWaiting(for cause: Cause) -> [FrameRef] {
        (waiting.removeValue(forKey: cause) ?? []).filter(aside.contains)
    }

    /// The first frame of a socket that is still queued.
    mutating func head(of socket: Int) -> FrameRef? {
        let states = frames[socket].count
        while sockets[socket].head < states {
            let ref = FrameRef(socket: socket, frame: sockets[socket].head)
            if frames[socket][ref.frame] == Self.queued { return ref }
            sockets[socket].head += 1
        }
        return nil
    }
}

// MARK: Envelopes

extension ReplayProgress {
    /// Whether the bot has an envelope.
    func isDelivered(_ envelope: EnvelopeKey) -> Bool { delivered[envelope] != nil }

    /// The sockets over which the bot has an envelope.
    func sockets(thatDelivered envelope: EnvelopeKey) -> [Int] {
        guard let latest = delivered[envelope] else { return [] }
        return [latest.socket] + (deliveredBefore[envelope] ?? []).map(\.socket)
    }

    /// The latest delivery of an envelope that the bot has.
    func latestDelivery(of envelope: EnvelopeKey) -> FrameRef? { delivered[envelope] }

    /// Whether the bot has acknowledged an envelope.
    func isAcknowledged(_ envelope: EnvelopeKey) -> Bool { acknowledged[envelope] != nil }

    /// Whether an acknowledgement says nothing that the bot did not say with the first one of that envelope.
    func repeats(_ envelope: EnvelopeKey, _ message: SentMessage) -> Bool {
        let said = message.hashOfPayload
        return said == 0 || said == acknowledged[envelope]
    }

    /// The bot acknowledged an envelope.
    mutating func acknowledge(_ envelope: EnvelopeKey, _ message: SentMessage) {
        if acknowledged[envelope] == nil { acknowledged[envelope] = message.hashOfPayload }
    }
}
