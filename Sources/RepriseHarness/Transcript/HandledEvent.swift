public import SlackWire

/// One event as the bot saw it: when it came, when its handler ran, and how that ended.
public struct HandledEvent: Sendable, Hashable, Identifiable {
    /// How the bot was done with an event.
    public enum Outcome: Sendable, Hashable {
        /// The handler never began; the replay ended first.
        case waiting
        /// The handler began and had not ended when the replay did.
        case running
        /// The handler returned.
        case finished
        /// The handler threw; the text describes the error.
        case failed(String)
        /// The queue was full, or the bot shut down, before the handler could begin.
        case dropped(String)
    }

    /// The event's place in order of arrival, from 1.
    public let id: Int
    /// The event.
    public let event: SlackEvent
    /// When it came, since the start of the replay.
    public let received: Duration
    /// When its handler began.
    public internal(set) var began: Duration?
    /// When its handler ended, whichever way.
    public internal(set) var ended: Duration?
    /// How the bot was done with it.
    public internal(set) var outcome: Outcome
    /// The place of the handler's beginning in everything the bot did.
    ///
    /// Virtual time stands still while anything can run, so times alone do not tell an order.
    public internal(set) var beganAtStep: Int?
    /// The place of the handler's end in everything the bot did.
    public internal(set) var endedAtStep: Int?

    /// Whether the two handlers ran side by side at any moment.
    public func overlaps(_ other: HandledEvent) -> Bool {
        guard let began = beganAtStep, let otherBegan = other.beganAtStep, id != other.id else {
            return false
        }
        let ended = endedAtStep ?? .max
        let otherEnded = other.endedAtStep ?? .max
        return began < otherEnded && otherBegan < ended
    }
}
