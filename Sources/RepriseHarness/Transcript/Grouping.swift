public import SlackWire

/// What belongs together when an order is asserted.
public enum Grouping: Sendable, Hashable, CaseIterable {
    /// Everything is one group.
    case everything
    /// One group for each conversation.
    case channel
    /// One group for each thread; messages outside threads form their own, by message.
    case thread
    /// One group for each sender.
    case user

    /// The group of an event; `nil` when the event has none, for example no channel.
    public func key(of event: SlackEvent) -> String? {
        switch self {
        case .everything: ""
        case .channel: event.channel
        case .thread:
            event.channel.flatMap { channel in
                event.threadRoot.map { "\(channel)/\($0)" }
            }
        case .user: event.user
        }
    }
}

extension Grouping: CustomStringConvertible {
    /// As it is read in a sentence: "within a channel".
    public var description: String {
        switch self {
        case .everything: "over all events"
        case .channel: "within a channel"
        case .thread: "within a thread"
        case .user: "within what one person sent"
        }
    }
}
