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

    /// The event.
    public let event: SlackEvent
    /// When it came, since the start of the replay.
    public let received: Duration
    /// How the bot was done with it.
    public internal(set) var outcome: Outcome

    // There is one of these for each event of a replay, so they are kept small: a time below zero and step 0 stand for
    // what has not happened.
    private var shortBegan = Duration.seconds(-1)
    private var shortEnded = Duration.seconds(-1)
    private let shortID: UInt32
    private var shortBeganAtStep: UInt32 = 0
    private var shortEndedAtStep: UInt32 = 0

    init(id: Int, event: SlackEvent, received: Duration, outcome: Outcome) {
        shortID = UInt32(id)
        self.event = event
        self.received = received
        self.outcome = outcome
    }

    /// The event's place in order of arrival, from 1.
    public var id: Int { Int(shortID) }
    /// When its handler began.
    public internal(set) var began: Duration? {
        get { shortBegan < .zero ? nil : shortBegan }
        set { shortBegan = newValue ?? .seconds(-1) }
    }
    /// When its handler ended, whichever way.
    public internal(set) var ended: Duration? {
        get { shortEnded < .zero ? nil : shortEnded }
        set { shortEnded = newValue ?? .seconds(-1) }
    }
    /// The place of the handler's beginning in everything the bot did.
    ///
    /// Virtual time stands still while anything can run, so times alone do not tell an order.
    public internal(set) var beganAtStep: Int? {
        get { shortBeganAtStep == 0 ? nil : Int(shortBeganAtStep) }
        set { shortBeganAtStep = UInt32(newValue ?? 0) }
    }
    /// The place of the handler's end in everything the bot did.
    public internal(set) var endedAtStep: Int? {
        get { shortEndedAtStep == 0 ? nil : Int(shortEndedAtStep) }
        set { shortEndedAtStep = UInt32(newValue ?? 0) }
    }

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
