import RepriseFloor
import SessionRecording
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
    /// What it says.
    let content: EventContent
    /// When it came, since the start of the replay.
    public let received: Duration
    /// When its handler began.
    public let began: Duration?
    /// When its handler ended, whichever way.
    public let ended: Duration?
    /// The place of the handler's beginning in everything the bot did.
    ///
    /// Virtual time stands still while anything can run, so times alone do not tell an order.
    public let beganAtStep: Int?
    /// The place of the handler's end in everything the bot did.
    public let endedAtStep: Int?
    /// How the bot was done with it.
    public let outcome: Outcome

    /// The event.
    ///
    /// - Complexity: O(1) for one of the first megabyte of a replay's events, O(*n*) in the size of a later one: it is read
    ///   again.
    public var event: SlackEvent { content.event }

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

/// What an event says: in memory, or where to read it.
enum EventContent: Sendable {
    case kept(SlackEvent)
    case stored(ScratchBytes.Place, ScratchReader)

    var event: SlackEvent {
        switch self {
        case .kept(let event): event
        // It was an event's text before it was written, so it is valid; one that cannot be read any more is empty, and no
        // verdict comes of it.
        case .stored(let place, let reader):
            SlackEvent(
                json: JSONText(uncheckedBytes: reader.bytes(at: place) ?? Array("{}".utf8))
            )
        }
    }
}

extension EventContent: Hashable {
    static func == (left: EventContent, right: EventContent) -> Bool { left.event == right.event }

    func hash(into hasher: inout Hasher) { hasher.combine(event) }
}
