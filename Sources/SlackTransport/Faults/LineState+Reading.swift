import SlackWire

extension LineState {
    /// The bot asks for the next event on a connection.
    ///
    /// - Parameter fault: Told of each frame of Slack's; returns what happens behind it.
    mutating func next(
        on id: Int,
        at now: Duration,
        fault: (SocketFrame) -> [FaultSchedule.Chosen<SocketFault>],
        done: (FaultSchedule.Chosen<SocketFault>, _ miss: String?) -> Void
    ) -> Step {
        guard let connection = connections[id] else {
            return .event(.closed(SocketClose(code: 1000, by: .bot)))
        }
        if let item = connection.pending.first {
            connections[id]?.pending.removeFirst()
            if item.origin != .fault, case .message(let message) = item.event {
                let frame = SocketFrame(parsing: message)
                note(frame, message, on: id)
                for chosen in item.origin == .slack ? fault(frame) : [] {
                    done(chosen, apply(chosen.effect, behind: frame, message, on: id, at: now))
                }
            }
            return .event(item.event)
        }
        if let ending = connection.ending { return .event(.closed(ending)) }
        if let time = connection.closesAt, time <= now {
            end(id, SocketClose(code: 1000, by: .peer))
            return .event(.closed(SocketClose(code: 1000, by: .peer)))
        }
        guard owner == id, !isReading else { return .wait(until: connection.closesAt) }
        isReading = true
        return .read(until: connection.closesAt)
    }

    /// The reading is over; with an event, if one came.
    mutating func read(_ event: SocketEvent?) {
        isReading = false
        guard let event else { return }
        if case .closed(let close) = event { return finish(close) }
        let item = Item(event: event, origin: .slack)
        if let owner { connections[owner]?.pending.append(item) } else { backlog.append(item) }
    }

    private mutating func note(_ frame: SocketFrame, _ message: SocketMessage, on id: Int) {
        switch frame {
        case .hello: hello = message
        case .envelope(let envelope): connections[id]?.unacknowledged.append(envelope)
        case .disconnect, .goodbye: hasSaidFarewell = true
        case .event, .acknowledgement, .pong, .unreadable: break
        }
    }

    /// Lets something happen behind a frame; returns why it does not, if so.
    private mutating func apply(
        _ fault: SocketFault,
        behind frame: SocketFrame,
        _ message: SocketMessage,
        on id: Int,
        at now: Duration
    ) -> String? {
        if hasSaidFarewell, fault.repeatsFarewell(frame) {
            return "Slack has said already that the bot shall connect again"
        }
        switch fault {
        case .drop:
            end(id, SocketClose(reason: "the connection was lost, as planned", by: .lost))
        case .close(let code):
            end(id, SocketClose(code: code, reason: "closed, as planned", by: .peer))
        case .goodbye:
            say(["type": "goodbye"], on: id)
            connections[id]?.closesAt = now + Self.closeDelay
        case .disconnect(let reason):
            let debug: JSONValue = ["host": "applink-reprise-1"]
            say(
                ["type": "disconnect", "reason": .string(reason), "debug_info": debug],
                on: id
            )
            connections[id]?.closesAt = reason == "warning" ? now + Self.closeDelay : now
        case .duplicate:
            if case .envelope(let envelope) = frame { repeated[envelope.id] = false }
            insert(message, on: id)
        case .redeliver(let reason):
            guard case .envelope(let envelope) = frame else {
                return "the frame is no envelope of Socket Mode"
            }
            repeated[envelope.id] = false
            insert(envelope.redelivered(for: reason), on: id)
        }
        return nil
    }

    private mutating func say(_ frame: JSONValue, on id: Int) {
        insert(SocketMessage(json: frame), on: id)
    }

    private mutating func insert(_ message: SocketMessage, on id: Int) {
        guard connections[id]?.ending == nil else { return }
        connections[id]?.pending.insert(Item(event: .message(message), origin: .fault), at: 0)
    }

    // MARK: Sending

    /// Takes note of an acknowledgement.
    ///
    /// - Returns: Whether it is the first, or of an envelope that came only once: the socket behind knows
    ///   of no other.
    mutating func acknowledge(_ envelope: String) -> Bool {
        for id in connections.keys {
            connections[id]?.unacknowledged.removeAll { $0.id == envelope }
        }
        guard let isKnown = repeated[envelope] else { return true }
        repeated[envelope] = true
        return !isKnown
    }
}

extension SocketFault {
    /// Whether it says farewell, behind a frame that may do so itself.
    fileprivate func repeatsFarewell(_ frame: SocketFrame) -> Bool {
        switch (self, frame) {
        case (.goodbye, _), (.disconnect, _): true
        case (.duplicate, .disconnect), (.duplicate, .goodbye): true
        case (.duplicate, _), (.drop, _), (.close, _), (.redeliver, _): false
        }
    }
}
