import SlackTransport

/// Two changes of one thing that the bot made in another order than they were recorded in: what is left of the thing is another.
public struct ReversedChange: Sendable, Hashable {
    /// The entry of the one that was recorded first, counted from 1.
    public var entry: Int
    /// When it was recorded.
    public var recorded: Duration
    /// What was recorded first and came second.
    public var first: BotAction
    /// The entry of the other.
    public var laterEntry: Int
    /// What was recorded second and came first.
    public var second: BotAction
    /// Whether both may be the work of two events that the bot had at the same time, which go in no certain order.
    public var isExcused: Bool

    /// What is wrong, in one sentence.
    package var sentence: String {
        "\(second.wording) (entry \(laterEntry)) came before \(first.wording) (entry \(entry)), which was recorded before it and "
            + "changes the same thing"
    }
}

extension ReversedChange {
    /// The finding, and where it stands among others; `nil` for one that is excused.
    var finding: (Duration, Finding)? {
        guard !isExcused else { return nil }
        let finding = Finding(
            sentence,
            place: "entry \(entry), recorded at \(recorded.seconds)",
            entry: entry,
            next: "what comes last is what is left: if this is intended, record the session again"
        )
        return (recorded, finding)
    }
}
