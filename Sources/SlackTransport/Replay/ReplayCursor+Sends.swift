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
        let reading = SentMessage(message)
        let action = BotAction.send(socket: timeline.sockets[socket].number, message)
        guard let match = match(message, reading, on: socket) else {
            return try unmatched(message, reading, action, on: socket, at: now)
        }
        let recorded = timeline.sends[match]
        timeline.sends[match].matched = RecordedSend.Match(
            at: now,
            socket: socket,
            reading: reading
        )
        note(action, .matched(entry: recorded.entry, recorded: .microseconds(recorded.at)), at: now)
        if case .acknowledgement(let envelope) = reading.kind { acknowledged.insert(envelope) }
        if let action = recorded.action { happened(action, at: now) }
        arrangeReply(to: match, reading, on: socket, at: now)
    }

    /// The recorded message that this one stands for.
    ///
    /// It is one of the same socket, or of another where the bot changed over earlier or later than it
    /// did. A ping is a matter of its own socket.
    private mutating func match(
        _ message: SocketMessage,
        _ reading: SentMessage,
        on socket: Int
    ) -> Int? {
        let isOpen = { [timeline] (candidate: Int) in timeline.sends[candidate].matched == nil }
        let isNear = { [timeline] (candidate: Int) in
            isOpen(candidate) && timeline.sends[candidate].socket == socket
        }
        let key = reading.contents
        if let match = unmatchedSends[key]?.popFirst(where: isNear) { return match }
        guard reading.kind != .ping else { return nil }
        if let match = unmatchedSends[key]?.popFirst(where: isOpen) { return match }
        guard !redactedSends.isEmpty else { return nil }
        let folded = SentMessage(PlaceholderFolding.redacted(message, with: &redactor)).contents
        return redactedSends[folded]?.popFirst(where: isNear)
            ?? redactedSends[folded]?.popFirst(where: isOpen)
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
        let frame = timeline.sockets[ref.socket].frames[ref.frame]
        let due = now + gap(of: frame, after: timeline.sends[send].at)
        let item = DueQueue.Item(due: due, entry: frame.entry, frame: ref)
        if timeline.sends[send].socket == socket, frame.state == .queued {
            progress[ref.socket].replies.insert(item)
        } else if !frame.state.isReleased {
            aside.removeAll { $0 == ref }
            timeline.sockets[ref.socket].frames[ref.frame].state = .setAside
            progress[replySocket(of: frame) ?? ref.socket].late.insert(item)
        }
    }

    /// The socket on which a reply comes: where it was recorded, or where the bot sent the message if that
    /// was on another socket than in the recording.
    func replySocket(of frame: RecordedFrame) -> Int? {
        guard let send = frame.reply.map({ timeline.sends[$0] }), let match = send.matched else {
            return nil
        }
        return match.socket == send.socket ? nil : match.socket
    }

    private mutating func answerPing(_ ping: SentMessage, on socket: Int) {
        progress[socket].instant.append(.message(ReplyRewriting.pong(for: ping)))
    }

    private mutating func unmatched(
        _ message: SocketMessage,
        _ reading: SentMessage,
        _ action: BotAction,
        on socket: Int,
        at now: Duration
    ) throws(TransportFailure) {
        if reading.kind == .ping {
            note(action, .tolerated, at: now)
            return answerPing(reading, on: socket)
        }
        if case .acknowledgement(let envelope) = reading.kind,
            let outcome = unrecordedAcknowledgement(of: envelope)
        {
            acknowledged.insert(envelope)
            return note(action, outcome, at: now)
        }
        guard case .lenient(let unmatched) = options.mode else { throw diverge(action, at: now) }
        note(action, .extra, at: now)
        if let reply = unmatched.reply(message) { progress[socket].instant.append(.message(reply)) }
    }

    /// How an acknowledgement without match is taken; `nil` if it diverges.
    private func unrecordedAcknowledgement(of envelope: String) -> ReplayedAction.Outcome? {
        guard delivered.contains(envelope) else { return nil }
        if acknowledged.contains(envelope) {
            return options.toleratesRepeatedAcknowledgements ? .tolerated : nil
        }
        if timeline.recordsAcknowledgement(of: envelope) { return nil }
        // The recorded bot never acknowledged it; one that does does better, or was not cut short.
        return timeline.hadTimeToAcknowledge(envelope) ? .extra : .tolerated
    }
}

extension RecordedFrame.State {
    var isReleased: Bool {
        if case .released = self { return true }
        return false
    }
}
