import SlackWire

extension World {
    /// Tells everybody who listens, a moment after the answer to whatever caused it.
    ///
    /// What happens in a channel reaches its members only.
    mutating func announce(_ event: Event) {
        var event = event
        if event.audience == nil, let channel = event.channel, let found = conversations[channel] {
            event.audience = Set(found.channel.members)
        }
        timers.schedule(.publish(event), at: now + configuration.echoDelay)
    }

    /// Gives an event to every RTM socket and to one Socket Mode socket.
    mutating func publish(_ event: Event) {
        let message = SocketMessage(bytes: event.json.bytes)
        var isHeard = false
        for id in connections.ids {
            guard let connection = connections[id], connection.isOpen, id != event.except,
                case .rtm(let rtm) = connection.kind,
                event.audience.map({ $0.contains(rtm.user) }) ?? true
            else { continue }
            enqueue(.message(message), to: id)
            isHeard = true
        }
        for (ticket, value) in tickets where value.isWaiting(at: now) {
            if case .rtm(let rtm) = value.kind, event.audience?.contains(rtm.user) ?? true {
                tickets[ticket]?.backlog.append(message)
                isHeard = true
            }
        }
        if deliverToApp(event) { isHeard = true }
        if !isHeard, event.except == nil, configuration.whenNobodyListens == .held {
            held.append(event)
        }
    }

    /// Gives what was held to the sockets that are open now.
    mutating func releaseHeld() {
        let events = held
        held = []
        for event in events { publish(event) }
    }

    /// Plays an entry of the script.
    mutating func play(_ action: WorkspaceScript.Action) {
        switch action {
        case .frame(let json):
            guard let value = try? json.value() else { return }
            if value["envelope_id"]?.string != nil {
                deliverEnvelopeVerbatim(json, value)
            } else if value["type"]?.string == "disconnect", value["reason"] != nil {
                sendToAppSockets(SocketMessage(bytes: json.bytes))
            } else if value["type"]?.string != "hello" {
                ingest(value)
                publish(Event(json: json, value: value))
            }
        case .close(let code, let reason):
            endAll(SocketClose(code: code, reason: reason, by: .peer))
        case .drop:
            endAll(SocketClose(reason: "the connection broke", by: .lost))
        }
    }

    /// Closes every open socket.
    mutating func endAll(_ close: SocketClose) {
        for id in connections.ids { end(id, close) }
    }
}
