public import SlackWire

/// What Slack itself does to sockets and calls.
extension SlackWorkspace {
    /// Sends a frame as it is: an event to every RTM socket, and in an envelope to the app.
    ///
    /// What the frame says also happens, as with a frame of the script.
    ///
    /// - Throws: ``ControlError/badFrame`` when it is no JSON object on one line.
    public func deliver(frame: JSONText) throws(ControlError) {
        guard frame.bytes.first == UInt8(ascii: "{"),
            !frame.bytes.contains(where: { $0 == 0x0a || $0 == 0x0d }),
            let value = try? frame.value(), value.members != nil
        else { throw ControlError.badFrame }
        enter { $0.play(.frame(frame)) }
    }

    /// Says `goodbye` on every RTM socket and closes it ten seconds later.
    public func sayGoodbye() {
        enter { world in
            for id in world.connections.ids where world.connections[id]?.isSocketMode == false {
                world.retire(id)
            }
        }
    }

    /// Asks the app to reconnect: a `disconnect` frame on every Socket Mode socket.
    ///
    /// After a `warning` the socket closes ten seconds later, after anything else at once.
    public func disconnect(reason: String = "refresh_requested") {
        enter { world in
            for id in world.appSockets {
                if reason == "warning" {
                    world.retire(id)
                } else {
                    world.sendJSON(world.disconnectFrame(reason: reason), to: id)
                    world.end(id, SocketClose(code: 1000, by: .peer))
                }
            }
        }
    }

    /// Closes every open socket with a close frame.
    public func closeSockets(code: UInt16 = 1000, reason: String = "") {
        enter { $0.endAll(SocketClose(code: code, reason: reason, by: .peer)) }
    }

    /// Breaks every open connection without a close frame.
    public func dropConnections() {
        enter { $0.endAll(SocketClose(reason: "the connection broke", by: .lost)) }
    }

    /// Moves the team to other machines: every RTM socket hears of it and closes at once, and the next
    /// calls of `rtm.connect` are told to wait.
    ///
    /// - Parameter refusals: How many calls are told to wait.
    public func migrateTeam(refusals: Int = 1) {
        enter { world in
            for id in world.connections.ids where world.connections[id]?.isSocketMode == false {
                world.sendJSON([JSONMember("type", "team_migration_started")], to: id)
                world.end(id, SocketClose(code: 1000, by: .peer))
            }
            let fault = Fault.error("migration_in_progress")
            world.faults["rtm.connect", default: []] += Array(repeating: fault, count: refusals)
        }
    }

    /// Sends the WebSocket pings that Slack's edge sends, once.
    public func ping(_ payload: String = "Ping from applink-reprise-1") {
        enter { world in
            for id in world.connections.ids where world.connections[id]?.isOpen == true {
                world.enqueue(.ping(Array(payload.utf8)), to: id)
            }
        }
    }

    /// Lets the next calls of a method go wrong.
    ///
    /// - Parameters:
    ///   - method: The method's name; `/upload`, `/files-pri`, `/services`, `/commands` and `/actions` are
    ///     the addresses that are no methods.
    ///   - fault: What happens instead of an answer.
    ///   - count: How often.
    public func fail(_ method: String, with fault: Fault, times count: Int = 1) {
        enter { world in
            world.faults[method, default: []] += Array(repeating: fault, count: count)
        }
    }

    /// The address of an incoming webhook that posts into a channel.
    ///
    /// - Throws: ``ControlError`` when there is no such channel.
    public func webhookURL(for channel: String) throws(ControlError) -> String {
        try enter { (world) throws(ControlError) in
            guard world.conversations[channel] != nil else {
                throw ControlError.unknownChannel(channel)
            }
            return world.webhookURL(for: channel)
        }
    }
}
