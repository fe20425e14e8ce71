public import SessionRecording
public import SlackWire

/// A session taken apart for replay: what stands for what, and what waits for what.
///
/// Taking a session apart costs more than playing it. Whoever plays one many times takes it apart once; a
/// plan is a value that any number of replays start from, one after the other or side by side.
public struct ReplayPlan: Sendable {
    let cursor: ReplayCursor
    /// Slack's hosts and those that stood for it when the session was recorded.
    public let hosts: SlackHosts

    /// Where the recording breaks off; `nil` if it is whole.
    public var truncation: Truncation? { cursor.truncation }

    /// Takes `session` apart.
    ///
    /// - Throws: ``ReplayError`` when the session contradicts itself.
    /// - Complexity: O(*n*) in the size of the session.
    public init(
        _ session: Session,
        options: ReplayOptions = ReplayOptions()
    ) throws(ReplayError) {
        hosts = SlackHosts(of: session)
        cursor = try ReplayCursor(session, options: options)
    }
}
