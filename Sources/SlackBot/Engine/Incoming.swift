import RepriseFloor
import SlackTransport
import SlackWire

/// An event on its way to the handler.
struct Incoming: Sendable {
    /// The event; of a slash command or an interaction, the payload.
    var event: SlackEvent
    /// The envelope it came in, over Socket Mode.
    var delivery: Delivery?
}

/// An envelope of Socket Mode and whether it was acknowledged.
final class Delivery: Sendable {
    /// The envelope.
    let envelope: Envelope
    /// The socket it came over, which is the one to acknowledge it on.
    let link: Link
    /// What redeliveries of it have in common.
    let identity: String
    /// Who settles it first, settles it.
    let settlement = OneShot<Settlement>()

    /// What was decided about the acknowledgement.
    enum Settlement: Sendable {
        /// It is sent by whoever decided so.
        case acknowledged
        /// It is not sent: the handler failed, and Slack is to deliver again.
        case withheld
        /// The handler took too long; it is sent by whoever watched the clock.
        case overdue
    }

    init(_ envelope: Envelope, over link: Link, identity: String) {
        self.envelope = envelope
        self.link = link
        self.identity = identity
    }
}
