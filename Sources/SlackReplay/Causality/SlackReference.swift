import SlackWire

/// A thing of Slack's that frames, answers and calls name by its id.
struct SlackReference: Sendable, Hashable {
    /// What kind of id it is.
    enum Kind: Sendable, Hashable {
        /// A message, by its `ts`, which is unique in its channel only.
        case message
        /// A file.
        case file
        /// A view (a modal or a home tab).
        case view
        /// One state of a view, by its hash.
        case viewState
        /// A conversation that the bot made, opened or joined.
        case conversation
        /// A delivery of Socket Mode.
        case delivery
    }

    var kind: Kind
    var id: String
    /// The channel, for a message whose channel is known.
    var channel: String?

    /// Whether both may be the same thing: channels count only where both are known.
    func mayEqual(_ other: SlackReference) -> Bool {
        guard kind == other.kind, id == other.id else { return false }
        guard let channel, let otherChannel = other.channel else { return true }
        return channel == otherChannel
    }

    /// What all references to one thing share.
    var key: Key { Key(kind: kind, id: id) }

    /// What all references to one thing share: a channel is not always known.
    struct Key: Sendable, Hashable {
        var kind: Kind
        var id: String
    }
}
