import SlackBot
public import SlackWire

/// That the bot acknowledged an envelope of Socket Mode.
public struct BotAcknowledgement: Sendable, Hashable {
    /// The event whose handler acknowledged it; `nil` where the engine did, or for an envelope that became no event.
    public let event: HandledEvent.ID?
    /// When, since the start of the replay.
    public let at: Duration
    /// The envelope.
    public let envelope: Envelope
    /// What the acknowledgement carried; `nil` for nothing.
    public let payload: JSONValue?

    /// What was acknowledged: a slash command with its slash (`/deploy`), or the type of the event or of the
    /// interaction (`message`, `block_actions`, `view_submission`).
    public var subject: String {
        if let event = envelope.event { return event.type }
        let payload = try? envelope.payload.value()
        return payload?["command"]?.string ?? payload?["type"]?.string ?? envelope.type.rawValue
    }
}

extension Transcript {
    /// Every acknowledgement of an envelope that has left, in order; there are none over RTM.
    ///
    /// - Complexity: O(*n*) in the length of the session, each time.
    public var acknowledgements: [BotAcknowledgement] {
        var given: [BotAcknowledgement] = []
        for activity in activities {
            switch activity.kind {
            case .acknowledgedEnvelope(let envelope, let payload, let event):
                let at = activity.at
                given.append(
                    BotAcknowledgement(event: event, at: at, envelope: envelope, payload: payload)
                )
            case .lostAcknowledgement(let envelope, _, _):
                let lost = given.lastIndex { $0.envelope == envelope }
                if let lost { given.remove(at: lost) }
            default: break
            }
        }
        return given
    }
}
