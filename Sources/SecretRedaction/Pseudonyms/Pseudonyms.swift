/// What of people is replaced by pseudonyms: off unless somebody asks for it.
///
/// Names, e-mail addresses, telephone numbers, avatars, and the team's name and domain. The same person
/// has the same pseudonym everywhere: in profiles, in labels of mentions, and in what is said.
public struct Pseudonyms: Sendable, Hashable {
    /// Whether the words of messages are replaced as well, one by one, the same word always by the
    /// same one.
    ///
    /// Default false.
    ///
    /// A bot that goes by what is said will then answer otherwise than it was recorded.
    public var messageText: Bool

    /// Replaces people, and the words of messages if asked.
    public init(messageText: Bool = false) {
        self.messageText = messageText
    }
}
