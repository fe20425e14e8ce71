import RepriseFloor
import SlackWire

/// An event of Socket Mode on its way through the bot, and whether it was acknowledged.
///
/// Slack delivers an event again that was not acknowledged in time, while its handler may still run. Such an envelope
/// joins the delivery that is under way and shares its fate: it is acknowledged with it, or, where the handler
/// fails, handled next.
final class Delivery: Sendable {
    /// An envelope, and the socket it came over, which is the one to acknowledge it on.
    struct Place: Sendable {
        var envelope: Envelope
        var link: Link
    }

    /// What was decided about the acknowledgement.
    enum Settlement: Sendable {
        /// It is sent by whoever decided so.
        case acknowledged
        /// It is not sent: the handler failed, and Slack is to deliver again.
        case withheld
        /// The handler took too long; it is sent by whoever watched the clock.
        case overdue
    }

    /// Where it came first.
    let place: Place
    /// What the handler gets: the event, or the payload of a command or an interaction.
    let content: SlackEvent
    /// What redeliveries of it have in common.
    let identity: Redeliveries.Identity
    /// Who settles it first, settles it.
    let settlement = OneShot<Settlement>()
    private let joined = Locked<[Place]>([])

    /// The envelope that came first.
    var envelope: Envelope { place.envelope }

    init(_ place: Place) {
        self.place = place
        content = place.envelope.event ?? SlackEvent(json: place.envelope.payload)
        identity = .id(place.envelope.deliveryIdentity)
    }

    /// Lets a further envelope share what becomes of the first.
    ///
    /// - Returns: `nil` if it does; otherwise what had been decided before.
    func join(_ place: Place) -> Settlement? {
        joined.withLock { joined in
            // Whoever settles it takes those who joined after that: under this lock either is before the other.
            if let settlement = settlement.value { return settlement }
            joined.append(place)
            return nil
        }
    }

    /// Takes out the envelopes that have joined; for whoever has settled it.
    func removeJoined() -> [Place] {
        joined.withLock { joined in
            defer { joined = [] }
            return joined
        }
    }
}

extension Envelope {
    /// What redeliveries have in common: the event's id, or for want of one the envelope's.
    fileprivate var deliveryIdentity: String {
        guard type == .event, let id = SlackEvent(json: payload)["event_id"]?.string else {
            return id
        }
        return id
    }
}
