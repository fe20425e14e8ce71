/// Something a bot does that gives no new id, only an event: who hears of it heard of it after.
struct BotAct: Sendable, Hashable {
    /// The event that tells of it, for example `reaction_added`.
    var event: String
    /// The thing it is done to: a message's `ts`, a file, a conversation; the text of what is said without a
    /// `ts` in return.
    var id: String
    /// The emoji, for a reaction.
    var detail: String?

    /// Stands for the event that tells of what was said without a `ts` in return.
    static let said = "said"
}

/// Acts of one kind to one thing, and how many of them an event has told of.
struct ActQueue: Sendable {
    private struct Entry: Sendable {
        var action: Int
        var cause: Cause
        var text: String?
    }

    private var told: Cause?
    private var untold: [Entry] = []

    /// The bot does it, again perhaps.
    ///
    /// - Parameter text: What the thing says from then on.
    mutating func append(_ action: Int, text: String?) {
        untold.append(Entry(action: action, cause: .action(action), text: text))
    }

    /// Slack has answered: whoever hears of the act from now on heard of it after the answer.
    mutating func answered(_ action: Int, by cause: Cause) {
        guard let index = untold.firstIndex(where: { $0.action == action }) else { return }
        untold[index].cause = cause
    }

    /// The act that an event tells of: of those not told of the one with that text, or else the first; and where
    /// all were told of, the last.
    mutating func tell(text: String?) -> Cause? {
        guard !untold.isEmpty else { return told }
        let index = text.flatMap { text in untold.firstIndex { $0.text == text } } ?? 0
        told = untold[index].cause
        untold.removeFirst(index + 1)
        return told
    }
}
