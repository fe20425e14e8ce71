/// A client's wait for an answer that never comes, which ends by the client's own time-out.
struct Silence: Sendable, Hashable {
    /// When the recorded bot, had it begun to wait when this one did, had had enough.
    var end: Duration
    /// Whether the bot had that outcome before: one that reads over and over what is never answered is never done with it.
    var isRepeated: Bool
}
