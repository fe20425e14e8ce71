import RepriseFloor

// What comes, and how far it is taken.

extension WebSocketEndpoint {
    /// Takes bytes that came, up to the next action.
    ///
    /// To be called until it gives `nil`: by then all bytes are taken, or kept until there is room.
    ///
    /// - Parameters:
    ///   - input: What was received.
    ///   - offset: Where to begin; afterwards, the first byte that was not taken.
    ///   - hasRoom: Whether the owner can take a message, ping or pong. Not asked for once nothing can be written any more:
    ///     what had come by then is told in any case, so that the end can be.
    ///   - now: The time.
    /// - Complexity: O(*n*) in the number of bytes taken.
    public mutating func next(
        in input: RawSpan,
        from offset: inout Int,
        hasRoom: @autoclosure () -> Bool,
        now: Int64
    ) -> Action? {
        if offset < input.byteCount { lastHeard = now }
        while true {
            if let action = actions.popFirst() { return action }
            guard phase == .talking else {
                // Whatever follows the end means nothing.
                offset = input.byteCount
                return nil
            }
            if unread.isEmpty, offset == input.byteCount {
                if let muteness, lastBytes <= 0 { lose(muteness) }
                if fate == nil { return nil }
                tellFate()
                continue
            }
            if muteness == nil, connection.isOpen, isPaused || !hasRoom() {
                hold(input, &offset)
                return nil
            }
            guard let event = decode(input, &offset) else { continue }
            if let action = action(of: event, now: now) {
                // After the owner's goodbye nobody may be taking anything, and the peer's is what is waited for.
                if connection.isOpen || muteness != nil || hasRoom() { return action }
            }
        }
    }

    /// Takes the next action where nothing came.
    public mutating func next(hasRoom: @autoclosure () -> Bool, now: Int64) -> Action? {
        let nothing: [UInt8] = []
        var offset = 0
        return next(in: nothing.span.bytes, from: &offset, hasRoom: hasRoom(), now: now)
    }

    /// Takes the news that there is room again.
    public mutating func resume() {
        isPaused = false
    }

    /// Takes the news that nothing more has come for now.
    ///
    /// Where nothing can be written any more, this was all.
    public mutating func readNothing() {
        if phase == .talking, let muteness { lose(muteness) }
    }

    /// Keeps what came until there is room.
    private mutating func hold(_ input: RawSpan, _ offset: inout Int) {
        isPaused = true
        input.extracting(droppingFirst: offset).withUnsafeBytes { unread.append(contentsOf: $0) }
        offset = input.byteCount
    }

    /// Looks at what was kept first.
    private mutating func decode(
        _ input: RawSpan,
        _ offset: inout Int
    ) -> WebSocketConnection.Event? {
        if unread.isEmpty {
            let start = offset
            defer { if muteness != nil { lastBytes -= offset - start } }
            return connection.next(in: input, from: &offset, using: &generator)
        }
        let held = unread
        let event = connection.next(in: held.span.bytes, from: &unreadOffset, using: &generator)
        if unreadOffset == held.count {
            unread = []
            unreadOffset = 0
        }
        return event
    }

    /// What an event means to the owner; `nil` for nothing, or for what stands among ``actions``.
    private mutating func action(of event: WebSocketConnection.Event, now: Int64) -> Action? {
        defer { noteOutgoing(now) }
        switch event {
        case .message(let message): return .message(message)
        case .ping(let payload): return .ping(payload)
        case .pong(let payload):
            if payload != probe { return .pong(payload) }
            noteAlive()
        case .ended(.byPeer(let close)): part(.byPeer(close), now: now)
        case .ended(.byThisEnd(let close)): part(.byThisEnd(close), now: now)
        case .ended(.violation(let violation)): part(.violation(violation), now: now)
        case .ended(.lost): break
        }
        return nil
    }
}
