import RepriseFloor
import SlackWire
import WebSocketCodec

// The open socket: what comes, what is sent, and the end.

extension SocketChannel {
    /// Takes bytes of frames, until the inbox is full.
    func decode(_ bytes: RawSpan, now: Int64) {
        var offset = 0
        while offset < bytes.byteCount, case .open = stage {
            if ownGoodbye == nil, inbox.room() == 0 {
                isPaused = true
                unread.removeAll()
                bytes.extracting(droppingFirst: offset).withUnsafeBytes {
                    unread.append(contentsOf: $0)
                }
                return
            }
            guard let event = connection.next(in: bytes, from: &offset, using: &generator) else {
                return
            }
            take(event, now: now)
        }
    }

    private func take(_ event: WebSocketConnection.Event, now: Int64) {
        switch event {
        case .message(let message):
            // After the bot's goodbye nobody may be reading, and the peer's is what is waited for.
            if ownGoodbye != nil, inbox.room() == 0 { return }
            let kind: SocketMessage.Kind = message.kind == .text ? .text : .binary
            inbox.push(.message(SocketMessage(kind: kind, bytes: message.bytes)))
        case .ping(let payload):
            inbox.push(.ping(payload))
        case .pong(let payload):
            if payload == probe { noteAlive() } else { inbox.push(.pong(payload)) }
        case .ended(let end):
            take(end, now: now)
        }
    }

    private func take(_ end: WebSocketConnection.End, now: Int64) {
        switch end {
        case .byPeer(let close):
            inbox.finish(SocketClose(code: close.code, reason: close.reason, by: .peer))
        case .byThisEnd(let close):
            inbox.finish(SocketClose(code: close.code, reason: close.reason, by: .bot))
        case .violation(let violation):
            inbox.finish(
                SocketClose(code: violation.closeCode, reason: violation.description, by: .bot),
                failure: SocketFailures.violation(place, violation)
            )
        case .lost:
            break
        }
        for closer in closers { closer.resolve(.success(())) }
        closers = []
        stage = .lingering
        deadline = now + settings.timeouts.close.nanoseconds
    }

    /// Takes the news that the connection has ended.
    func ended(_ reason: String) {
        switch stage {
        case .upgrading: fail(SocketFailures.lostInHandshake(place))
        case .refused(let refusal): refuse(refusal)
        case .open where connection.ended() == .ended(.lost(insideMessage: true)):
            vanish(reason + " in the middle of a message")
        case .connecting, .open, .lingering, .gone: vanish(reason)
        }
    }

    /// Lets go of everybody who waits.
    func vanish(_ reason: String) {
        stage = .gone
        inbox.finish(ownGoodbye ?? SocketClose(reason: reason, by: .lost))
        for sender in senders { sender.pending.resolve(.failure(SocketFailures.closed(place))) }
        for closer in closers { closer.resolve(.success(())) }
        senders = []
        closers = []
    }
}

// MARK: - What the bot asks for

extension SocketChannel {
    /// Sends a message; `pending` is resolved when it was written.
    func send(_ message: SocketMessage, _ pending: Pending<Void>) {
        let kind: WebSocketMessage.Kind = message.kind == .text ? .text : .binary
        queue(pending) { connection, generator throws(WebSocketConnection.SendError) in
            try connection.send(WebSocketMessage(kind, message.bytes), using: &generator)
        }
    }

    /// Sends a ping; `pending` is resolved when it was written.
    func ping(_ payload: [UInt8], _ pending: Pending<Void>) {
        queue(pending) { connection, generator throws(WebSocketConnection.SendError) in
            try connection.ping(payload, using: &generator)
        }
    }

    private func queue(
        _ pending: Pending<Void>,
        _ frame: (
            inout WebSocketConnection, inout any RandomNumberGenerator
        ) throws(WebSocketConnection.SendError) -> Void
    ) {
        guard case .open = stage else {
            pending.resolve(.failure(SocketFailures.closed(place)))
            return
        }
        do throws(WebSocketConnection.SendError) {
            try frame(&connection, &generator)
            let target = writtenCount + sending.bytes.count + connection.outgoingCount
            senders.append(Sender(target: target, pending: pending))
        } catch {
            pending.resolve(.failure(SocketFailures.unsendable(place, error)))
        }
    }

    /// Says goodbye; `closer` is resolved when the peer has answered, or has not in time.
    func close(code: UInt16, reason: String, now: Int64, _ closer: Pending<Void>) {
        guard case .open = stage else {
            closer.resolve(.success(()))
            return
        }
        closers.append(closer)
        goodbye(code: code, reason: reason, now: now)
    }

    /// Says goodbye once.
    ///
    /// A code that may not be sent is left out.
    func goodbye(code: UInt16, reason: String, now: Int64) {
        guard case .open = stage, ownGoodbye == nil else { return }
        let code = WebSocketClose.isSendable(code) ? code : nil
        let close = WebSocketClose(code: code, reason: reason)
        try? connection.close(close, using: &generator)
        ownGoodbye = SocketClose(code: code, reason: reason, by: .bot)
        deadline = now + settings.timeouts.close.nanoseconds
        // The answer may stand behind what nobody takes any more.
        isPaused = false
        isReadable = true
    }

    /// Does what is due when something has not happened in time.
    func expire(now: Int64) {
        switch stage {
        case .connecting, .gone: deadline = .max
        case .upgrading: fail(SocketFailures.upgradeTimeout(place, settings.timeouts.upgrade))
        case .refused(let refusal): refuse(refusal)
        case .open where ownGoodbye != nil: vanish("the goodbye was not answered")
        case .open: keepAlive(now: now)
        case .lingering: vanish("the peer did not end the connection")
        }
    }

    /// Takes the answer to a ping of this end.
    private func noteAlive() {
        probe = nil
        probedAt = nil
        if ownGoodbye == nil, let keepAlive = settings.keepAlive {
            deadline = lastHeard + keepAlive.interval.nanoseconds
        }
    }

    private func keepAlive(now: Int64) {
        guard let keepAlive = settings.keepAlive else {
            deadline = .max
            return
        }
        // While the inbox is full nothing is read, so silence says nothing about the peer.
        if isPaused { lastHeard = now }
        if let probedAt, lastHeard <= probedAt {
            // The ping may stand behind much else: as long as the peer takes bytes it is alive.
            deadline = max(probedAt, lastWritten) + keepAlive.patience.nanoseconds
            if deadline > now { return }
            vanish("the peer has been silent for \(Duration.nanoseconds(now - lastHeard))")
            return
        }
        probedAt = nil
        deadline = lastHeard + keepAlive.interval.nanoseconds
        if deadline > now { return }
        let payload = (0..<8).map { _ in UInt8.random(in: 0...255, using: &generator) }
        probe = payload
        probedAt = now
        try? connection.ping(payload, using: &generator)
        deadline = now + keepAlive.patience.nanoseconds
    }
}
