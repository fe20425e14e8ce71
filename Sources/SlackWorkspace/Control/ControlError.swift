extension SlackWorkspace {
    /// Why the workspace cannot do what a test asks for.
    public enum ControlError: Error, Sendable, Hashable {
        /// There is no such channel.
        case unknownChannel(String)
        /// There is no such person.
        case unknownPerson(String)
        /// There is no such message.
        case unknownMessage(channel: String, ts: String)
        /// The frame is no JSON object on one line.
        case badFrame
        /// No Socket Mode socket is open, and only over one can this reach the app.
        case noSocket
    }
}

extension SlackWorkspace.ControlError: CustomStringConvertible {
    /// One sentence that says what is missing and what to do.
    public var description: String {
        switch self {
        case .unknownChannel(let id):
            "the workspace has no channel \(id); add it to Configuration.channels"
        case .unknownPerson(let id):
            "the workspace has nobody with the id \(id); add them to Configuration.people"
        case .unknownMessage(let channel, let ts):
            "channel \(channel) has no message \(ts); it was deleted or never posted"
        case .badFrame:
            "the frame is no JSON object on one line, as every frame of Slack is"
        case .noSocket:
            "no Socket Mode socket is open; wait until the app has connected"
        }
    }
}
