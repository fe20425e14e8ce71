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
        progress.match(match, .init(at: now, socket: socket, reading: reading))
        note(action, .matched(entry: recorded.entry, recorded: .microseconds(recorded.at)), at: now)
        if case .acknowledgement(let envelope) = reading.kind { progress.acknowledge(envelope) }
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
        let isPing = reading.kind == .ping
        if let match = first(in: plan.index.sends[reading.contents], near: socket, only: isPing) {
            return match
        }
        guard !isPing, !plan.index.redactedSends.isEmpty else { return nil }
        let folded = SentMessage(PlaceholderFolding.redacted(message, with: &redactor)).contents
        return first(in: plan.index.redactedSends[folded], near: socket, only: false)
    }

    /// The first message of a row that was sent over that socket, or else over any other.
    private mutating func first(
        in row: RecordedIndex.Row?,
        near socket: Int,
        only isBound: Bool
    ) -> Int? {
        guard let row else { return nil }
        let isUsed = { (progress: ReplayProgress, send: Int) in progress.match(of: send) != nil }
        let sends = timeline.sends
        if let near = progress.first(
            in: row,
            of: plan,
            isUsed: isUsed,
            where: {
                sends[$0].socket == socket
            }
        ) {
            return near
        }
        return isBound ? nil : progress.first(in: row, of: plan, isUsed: isUsed) { _ in true }
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
        let due = now + policy.gap(of: frame, after: timeline.sends[send].at)
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
        guard let send = frame.reply, let match = progress.match(of: send) else { return nil }
        return match.socket == timeline.sends[send].socket ? nil : match.socket
    }

    private mutating func answerPing(_ ping: SentMessage, on socket: Int) {
        progress.sockets[socket].instant.append(.message(ReplyRewriting.pong(for: ping)))
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
            progress.acknowledge(envelope)
            return note(action, outcome, at: now)
        }
        guard case .lenient(let unmatched) = options.mode else { throw diverge(action, at: now) }
        note(action, .extra, at: now)
        if let reply = unmatched.reply(message) {
            progress.sockets[socket].instant.append(.message(reply))
        }
    }

    /// How an acknowledgement without match is taken; `nil` if it diverges.
    private func unrecordedAcknowledgement(of envelope: String) -> ReplayedAction.Outcome? {
        guard progress.isDelivered(envelope) else { return nil }
        if progress.isAcknowledged(envelope) {
            return options.toleratesRepeatedAcknowledgements ? .tolerated : nil
        }
        if timeline.acknowledged.contains(envelope) { return nil }
        // The recorded bot never acknowledged it; one that does does better, or was not cut short.
        return timeline.hadTimeToAcknowledge(envelope) ? .extra : .tolerated
    }
}
