import RepriseFloor
import SlackWire
import WebSocketCodec

// The open socket: what comes, what is sent, and the end.

extension SocketChannel {
    /// Takes bytes of frames, as far as there is room for what they say.
    func takeFrames(_ bytes: RawSpan, now: Int64) {
        var offset = 0
        while let action = link.next(
            in: bytes,
            from: &offset,
            hasRoom: inbox.room() > 0,
            now: now
        ) {
            perform(action)
        }
        if link.isOver { stage = .gone }
    }

    /// Does what the endpoint has to say since something else than bytes came.
    func takeActions(now: Int64) {
        while let action = link.next(hasRoom: inbox.room() > 0, now: now) { perform(action) }
        if link.isOver { stage = .gone }
    }

    private func perform(_ action: WebSocketEndpoint.Action) {
        switch action {
        case .message(let message):
            let kind: SocketMessage.Kind = message.kind == .text ? .text : .binary
            inbox.push(.message(SocketMessage(kind: kind, bytes: message.bytes)))
        case .ping(let payload): inbox.push(.ping(payload))
        case .pong(let payload): inbox.push(.pong(payload))
        case .written(let count):
            for _ in 0..<count { senders.popFirst()?.resolve(.success(())) }
        case .unwritten(let loss):
            let failure = SocketFailures.unwritten(place, loss)
            while let sender = senders.popFirst() { sender.resolve(.failure(failure)) }
        case .ended(let end): ended(end)
        }
    }

    private func ended(_ end: WebSocketEndpoint.End) {
        switch end {
        case .byPeer(let close):
            inbox.finish(SocketClose(code: close.code, reason: close.reason, by: .peer))
        case .byThisEnd(let close), .unanswered(let close):
            inbox.finish(SocketClose(code: close.code, reason: close.reason, by: .bot))
        case .violation(let violation):
            inbox.finish(
                SocketClose(code: violation.closeCode, reason: violation.description, by: .bot),
                failure: SocketFailures.violation(place, violation)
            )
        case .lost(let loss, let isInside):
            let place = isInside ? " in the middle of a message" : ""
            inbox.finish(SocketClose(reason: loss.description + place, by: .lost))
        }
        for closer in closers { closer.resolve(.success(())) }
        closers = []
    }

    /// Breaks the connection off, and lets go of everybody who waits.
    func vanish(_ reason: String, now: Int64) {
        if case .open = stage {
            link.breakOff(reason)
            takeActions(now: now)
        }
        stage = .gone
        // Where it was never open, or the peer has not ended it, there is nothing more to be told than this.
        inbox.finish(SocketClose(reason: reason, by: .lost))
    }

    /// Goes on reading, because there is room in the inbox again.
    func resume() {
        link.resume()
        // TLS may hold decrypted bytes that a wait does not see.
        isReadable = true
    }
}

// MARK: - What the bot asks for

extension SocketChannel {
    /// Sends a message; `pending` is resolved when it was written, or never will be.
    func send(_ message: SocketMessage, now: Int64, _ pending: Pending<Void>) {
        let kind: WebSocketMessage.Kind = message.kind == .text ? .text : .binary
        queue(pending) { link throws(WebSocketConnection.SendError) in
            try link.send(WebSocketMessage(kind, message.bytes), now: now)
        }
    }

    /// Sends a ping; `pending` is resolved when it was written, or never will be.
    func ping(_ payload: [UInt8], now: Int64, _ pending: Pending<Void>) {
        queue(pending) { link throws(WebSocketConnection.SendError) in
            try link.ping(payload, now: now)
        }
    }

    private func queue(
        _ pending: Pending<Void>,
        _ frame: (inout WebSocketEndpoint) throws(WebSocketConnection.SendError) -> Void
    ) {
        guard case .open = stage else {
            pending.resolve(.failure(SocketFailures.closed(place)))
            return
        }
        do throws(WebSocketConnection.SendError) {
            try frame(&link)
            senders.append(pending)
        } catch {
            pending.resolve(.failure(SocketFailures.unsendable(place, error)))
        }
    }

    /// Says goodbye; `closer` is resolved when the peer has answered, or has not in time.
    func close(code: UInt16, reason: String, now: Int64, _ closer: Pending<Void>) {
        guard case .open = stage, !link.hasEnded else {
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
        guard case .open = stage else { return }
        link.close(WebSocketClose(code: code, reason: reason), now: now)
        isReadable = true
    }
}
