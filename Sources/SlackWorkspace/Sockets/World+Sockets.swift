import SlackWire

extension World {
    /// The machine that Socket Mode names in its frames.
    static let appHost = "applink-reprise-1"

    /// What the client of a socket receives next; `nil` when it has to wait.
    mutating func receive(on id: String) -> SocketEvent? {
        connections.update(id) { $0.next() } ?? nil
    }

    /// Takes a message from a client.
    mutating func send(_ message: SocketMessage, on id: String) throws(TransportFailure) {
        guard let connection = connections[id], connection.isOpen else {
            throw TransportFailure(.closed, "the socket is closed; connect again before sending")
        }
        switch connection.kind {
        case .rtm(let rtm): receiveRTM(message, from: id, rtm)
        case .socketMode: receiveAcknowledgement(message, from: id)
        case .refused: break
        }
    }

    /// Adds what the client of a socket will receive.
    mutating func enqueue(_ event: SocketEvent, to id: String) {
        _ = connections.update(id) { $0.enqueue(event) }
        woken.insert(id)
    }

    /// Sends a frame of the workspace's own, in Slack's spelling.
    mutating func sendJSON(_ members: [JSONMember], to id: String) {
        let bytes = JSONValue.object(members).bytes(spelled: .slack)
        enqueue(.message(SocketMessage(bytes: bytes)), to: id)
    }

    /// Ends a socket; the client receives what was sent before, and then the end.
    mutating func end(_ id: String, _ close: SocketClose) {
        _ = connections.update(id) { $0.end(close) }
        woken.insert(id)
    }

    /// Forgets a socket that its client has let go.
    mutating func forget(_ id: String) {
        connections[id] = nil
    }

    /// Asks the client of an old socket to come back on a new one: RTM says `goodbye`, Socket Mode warns
    /// about ten seconds before it closes.
    mutating func retire(_ id: String) {
        guard let connection = connections[id], connection.isOpen else { return }
        switch connection.kind {
        case .rtm:
            sendJSON([JSONMember("type", "goodbye")], to: id)
        case .socketMode:
            sendJSON(disconnectFrame(reason: "warning"), to: id)
        case .refused:
            return
        }
        let close = SocketClose(code: 1000, by: .peer)
        timers.schedule(.close(id, close), at: now + SlackWorkspace.closeDelay)
    }

    /// The frame that announces the end of a Socket Mode socket.
    func disconnectFrame(reason: String) -> [JSONMember] {
        [
            JSONMember("type", "disconnect"), JSONMember("reason", .string(reason)),
            JSONMember("debug_info", ["host": .string(Self.appHost)]),
        ]
    }

    /// Sends a message to every Socket Mode socket.
    mutating func sendToAppSockets(_ message: SocketMessage) {
        for id in connections.ids where connections[id]?.isSocketMode == true {
            enqueue(.message(message), to: id)
        }
    }
}
