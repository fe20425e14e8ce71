import RepriseFloor
import SlackWire

extension ReplayCursor {
    /// The bot sends a message.
    ///
    /// - Throws: A failure of kind `closed` if the socket is over, or the divergence.
    mutating func send(
        _ message: SocketMessage,
        on socket: Int,
        at now: Duration
    ) throws(TransportFailure) {
        try checkOpen(socket)
        let original = SentMessage(message)
        let action = BotAction.send(socket: timeline.sockets[socket].number, message)
        let meant = meant(by: message)
        let reading = exchanged.isEmpty ? original : SentMessage(meant)
        // Also of a message that matches as it is: the next one may go on where it ends.
        let redacted = redacted(meant, reading, on: socket)
        var match = match(reading, redacted, on: socket)
        if let known = match, !exchanged.isEmpty, !isPremature(known), !isRightful(known.action) {
            match = nil
        }
        if match == nil { match = matchByExchange(message, reading, on: socket, at: now) }
        guard let match, !isPremature(match) else {
            return try unmatched(message, original, action, match?.action, on: socket, at: now)
        }
        let recorded = timeline.sends[match.candidate]
        bindings.bind(match.variables, to: plan.index.variables(ofSend: match.candidate))
        progress.send(
            match.candidate,
            at: now,
            on: socket,
            recorded.reply == nil ? nil : .init(id: reading.id, message: message)
        )
        progress.useUp(match.row, of: plan) { $0.sending(of: $1) != nil }
        note(action, .matched(entry: recorded.entry, recorded: .microseconds(recorded.at)), at: now)
        if case .acknowledgement(let envelope) = reading.kind {
            judge(acknowledgement: match.candidate, of: EnvelopeKey(envelope), at: now)
            progress.acknowledge(EnvelopeKey(envelope), reading)
        }
        if let action = recorded.action { happened(action, at: now) }
        arrangeReply(to: match.candidate, reading, on: socket, at: now)
    }

    /// The recorded message that this one stands for, or would, had the bot been able to know what is in it.
    ///
    /// It is one of the same socket, or of another where the bot changed over earlier or later than it
    /// did. A ping is a matter of its own socket.
    private mutating func match(
        _ reading: SentMessage,
        _ redacted: SentMessage?,
        on socket: Int
    ) -> Match? {
        let isPing = reading.kind == .ping
        if let match = first(like: reading, near: socket, only: isPing), !isPremature(match) {
            return match
        }
        guard let redacted else { return first(like: reading, near: socket, only: isPing) }
        return first(like: redacted, near: socket, only: false)
            ?? first(like: reading, near: socket, only: false)
    }

    /// A message with the values in it that it stands for.
    private func meant(by message: SocketMessage) -> SocketMessage {
        guard !exchanged.isEmpty else { return message }
        return SocketMessage(kind: message.kind, bytes: exchanged.recorded(message.bytes))
    }

    /// The recorded message that this one stands for once two equal actions before it have changed places, which they
    /// then have.
    private mutating func matchByExchange(
        _ message: SocketMessage,
        _ reading: SentMessage,
        on socket: Int,
        at now: Duration
    ) -> Match? {
        guard reading.kind != .ping else { return nil }
        for exchange in exchanges(explaining: plan.values.ids(in: reading)) {
            var trial = self
            trial.make(exchange, at: now)
            let reading = SentMessage(trial.meant(by: message))
            guard let match = trial.first(like: reading, near: socket, only: false),
                !trial.isPremature(match), trial.isRightful(match.action)
            else { continue }
            self = trial
            return match
        }
        return nil
    }

    /// The message as the recorder would have written it; `nil` if that makes no difference.
    private mutating func redacted(
        _ message: SocketMessage,
        _ reading: SentMessage,
        on socket: Int
    ) -> SentMessage? {
        guard reading.kind != .ping, plan.values.hasOwnPlaceholders else { return nil }
        return SentMessage(message.redacted(by: &redactor, on: socket))
    }

    /// The first message that looks like this one and was sent over that socket, or else over another that is as good; one
    /// that the bot can know before one that it cannot.
    private func first(like reading: SentMessage, near socket: Int, only isBound: Bool) -> Match? {
        guard let (row, variables) = plan.index.row(of: reading) else { return nil }
        var best: (rank: Int, match: Match)?
        for candidate in progress.rest(of: row, of: plan)
        where progress.sending(of: candidate) == nil {
            let recorded = timeline.sends[candidate]
            guard
                recorded.socket == socket
                    || !isBound && isAsGood(socket, as: recorded.socket, for: reading),
                bindings.allow(variables, for: plan.index.variables(ofSend: candidate))
            else { continue }
            let match = Match(
                candidate: candidate,
                action: recorded.action ?? -1,
                row: row,
                variables
            )
            let rank = (isPremature(match) ? 2 : 0) + (recorded.socket == socket ? 0 : 1)
            if rank == 0 { return match }
            if rank < best?.rank ?? .max { best = (rank, match) }
        }
        return best?.match
    }

    /// Whether a message may be sent over a socket that the recorded bot sent over another.
    ///
    /// An acknowledgement belongs to the connection on which its envelope came this time, or to one that took over from that.
    /// Anything else Slack takes from the same bot over whichever it likes.
    private func isAsGood(_ socket: Int, as recorded: Int, for reading: SentMessage) -> Bool {
        guard case .acknowledgement(let envelope) = reading.kind else {
            return plan.lines.isSameOwner(socket, recorded)
                || plan.lines.tookOver(socket, from: recorded)
                || plan.lines.tookOver(recorded, from: socket)
        }
        let delivered = progress.sockets(thatDelivered: EnvelopeKey(envelope))
        guard !delivered.isEmpty else { return true }
        return delivered.contains { $0 == socket || plan.lines.tookOver(socket, from: $0) }
    }

    /// Readies the reply to a message that was just sent.
    private mutating func arrangeReply(
        to send: Int,
        _ reading: SentMessage,
        on socket: Int,
        at now: Duration
    ) {
        guard let ref = timeline.sends[send].reply else {
            // A ping whose pong the recording stopped before, or whose pong was lost.
            if reading.kind == .ping { answerPing(reading, on: socket) }
            return
        }
        let frame = timeline[ref]
        let due = policy.due(of: frame, after: now, timeline.sends[send].at)
        let item = DueQueue.Item(due: due, entry: frame.entry, frame: ref)
        if timeline.sends[send].socket == socket, progress.state(of: ref) == .queued {
            progress.sockets[ref.socket].replies.insert(item)
        } else if !progress.state(of: ref).isReleased {
            progress.takeBack(ref)
            progress.takeOut(ref)
            progress.sockets[replySocket(of: frame) ?? ref.socket].late.insert(item)
        }
    }

    /// The socket on which a reply comes: where it was recorded, or where the bot sent the message if that
    /// was on another socket than in the recording.
    func replySocket(of frame: RecordedFrame) -> Int? {
        guard let send = frame.reply, let sending = progress.sending(of: send) else { return nil }
        return sending.socket == timeline.sends[send].socket ? nil : sending.socket
    }

    private mutating func answerPing(_ ping: SentMessage, on socket: Int) {
        progress.sockets[socket].instant.append(.message(ReplyRewriting.pong(for: ping)))
    }

    private mutating func unmatched(
        _ message: SocketMessage,
        _ reading: SentMessage,
        _ action: BotAction,
        _ premature: Int?,
        on socket: Int,
        at now: Duration
    ) throws(TransportFailure) {
        if reading.kind == .ping {
            note(action, .tolerated, at: now)
            return answerPing(reading, on: socket)
        }
        if case .acknowledgement(let envelope) = reading.kind,
            let outcome = unrecordedAcknowledgement(of: EnvelopeKey(envelope), reading)
        {
            progress.acknowledge(EnvelopeKey(envelope), reading)
            return note(action, outcome, at: now)
        }
        if premature == nil, isNextStep(action, carrying: reading.tellingRuns) {
            return passBeyondEnd(action, at: now)
        }
        let channel = JSONValue.object(reading.members)["channel"]?.string
        if premature == nil,
            goesBeyondStop(
                action,
                carrying: reading.tellingRuns,
                .message(reading.kind),
                in: channel.map { ValueRuns.hash($0.utf8) },
                at: now
            )
        {
            return
        }
        if premature == nil, isNextOfRow(action, at: now) { return passBeyondEnd(action, at: now) }
        guard case .lenient(let unmatched) = options.mode else {
            throw diverge(action, premature: premature, at: now)
        }
        note(action, .extra, at: now)
        if let reply = unmatched.reply(message) {
            progress.sockets[socket].instant.append(.message(reply))
        }
    }

    /// How an acknowledgement without match is taken; `nil` if it diverges.
    private func unrecordedAcknowledgement(
        of envelope: EnvelopeKey,
        _ message: SentMessage
    ) -> ReplayedAction.Outcome? {
        guard progress.isDelivered(envelope) else { return nil }
        if progress.isAcknowledged(envelope) {
            let isTolerated =
                options.toleratesRepeatedAcknowledgements && progress.repeats(envelope, message)
            return isTolerated ? .tolerated : nil
        }
        if timeline.acknowledged.contains(envelope) { return nil }
        // The recorded bot never acknowledged it; one that does does better, or was not cut short.
        return timeline.hadTimeToAcknowledge(envelope) ? .extra : .tolerated
    }
}
