import RepriseFloor

// What is sent, and how far it has been written.

extension WebSocketEndpoint {
    /// Sends a message, in one frame.
    ///
    /// ``Action/written(_:)`` or ``Action/unwritten(_:)`` says what becomes of it.
    ///
    /// - Throws: ``WebSocketConnection/SendError``; nothing is sent then, and no action follows.
    public mutating func send(
        _ message: WebSocketMessage,
        now: Int64
    ) throws(WebSocketConnection.SendError) {
        try checkOpen()
        try connection.send(message, using: &generator)
        awaitWriting(now)
    }

    /// Sends a ping, like a message.
    ///
    /// - Throws: ``WebSocketConnection/SendError``; nothing is sent then, and no action follows.
    public mutating func ping(
        _ payload: [UInt8],
        now: Int64
    ) throws(WebSocketConnection.SendError) {
        try checkOpen()
        try connection.ping(payload, using: &generator)
        awaitWriting(now)
    }

    /// Sends a pong, like a message: the answer to a ping, where the endpoint does not give it, or one unasked.
    ///
    /// - Throws: ``WebSocketConnection/SendError``; nothing is sent then, and no action follows.
    public mutating func pong(
        _ payload: [UInt8],
        now: Int64
    ) throws(WebSocketConnection.SendError) {
        try checkOpen()
        try connection.pong(payload, using: &generator)
        awaitWriting(now)
    }

    /// Says goodbye, once; a code that may not be sent is left out.
    ///
    /// The end comes with the peer's answer, or without it in time. Until then what comes is told as far as there is room.
    ///
    /// Where nothing can be written any more it is not heard, but it is this end's wish that the end tells.
    ///
    /// - Returns: Whether it was said, and not before.
    @discardableResult
    public mutating func close(_ close: WebSocketClose, now: Int64) -> Bool {
        guard phase == .talking, connection.isOpen else { return false }
        var close = close
        if let code = close.code, !WebSocketClose.isSendable(code) { close.code = nil }
        try? connection.close(close, using: &generator)
        ownGoodbye = close
        limit = min(limit, now + settings.closeTimeout.inNanoseconds)
        // The answer may stand behind what nobody takes any more.
        isPaused = false
        noteOutgoing(now)
        return true
    }

    private func checkOpen() throws(WebSocketConnection.SendError) {
        guard canWrite else { throw .closed }
    }

    private mutating func awaitWriting(_ now: Int64) {
        targets.append(writtenCount + outstanding)
        noteOutgoing(now)
    }
}

// MARK: - Bytes

extension WebSocketEndpoint {
    /// Whether bytes wait that the owner can take.
    public var hasOutgoing: Bool { canWrite && connection.outgoingCount > 0 }

    /// How many bytes wait, those that the owner has taken and not written among them.
    public var outstanding: Int { canWrite ? inFlight + connection.outgoingCount : 0 }

    /// Whether it is still of use to write.
    public var canWrite: Bool { phase != .over && muteness == nil }

    /// Gives the owner bytes to write.
    ///
    /// - Parameter body: Takes as many bytes as it likes, from the beginning, and returns how many.
    /// - Returns: The same.
    public mutating func takeOutgoing(_ body: (UnsafeRawBufferPointer) -> Int) -> Int {
        let count = connection.withOutgoing { body($0) }
        connection.wrote(count, using: &generator)
        inFlight += count
        return count
    }

    /// Takes the news that the connection has taken bytes.
    public mutating func wrote(_ count: Int, now: Int64) {
        guard canWrite else { return }
        inFlight -= count
        writtenCount += count
        lastWritten = now
        stuckSince = outstanding > 0 ? now : nil
        var done = 0
        while let target = targets.first, target <= writtenCount {
            _ = targets.popFirst()
            done += 1
        }
        if done > 0 { actions.append(.written(done)) }
        if phase == .parting { finishIfWritten() }
    }

    /// Takes the news that the connection takes no more bytes, and why.
    ///
    /// What the peer said before is still read, and may say why; for that the connection is read whether there is room or not,
    /// until ``readNothing()`` or the end of it, but not for ever.
    public mutating func writeFailed(_ reason: String, now: Int64) {
        mute(.writeFailed(reason), now: now)
    }

    mutating func mute(_ loss: Loss, now: Int64) {
        switch phase {
        case .talking:
            guard muteness == nil else { return }
            silence(loss)
            limit = min(limit, now + settings.closeTimeout.inNanoseconds)
        case .parting: finish()
        case .over: break
        }
    }

    /// Nothing is written any more: whoever waits is told, and what had come is told even where there is no room.
    mutating func silence(_ loss: Loss) {
        tellUnwritten(loss)
        if muteness == nil { muteness = loss }
        isPaused = false
        stuckSince = nil
        pulse = .max
    }

    mutating func tellUnwritten(_ loss: Loss?) {
        if targets.isEmpty { return }
        targets = FIFO()
        actions.append(.unwritten(loss))
    }

    /// Lets go of the connection where the peer does not have to end it first (RFC 6455 §7.1.1).
    mutating func finishIfWritten() {
        if !lingers, outstanding == 0 { finish() }
    }

    /// Takes note of bytes that may have been added.
    mutating func noteOutgoing(_ now: Int64) {
        guard outstanding > 0 else { return }
        lastQueued = now
        if stuckSince == nil { stuckSince = now }
    }
}
