public import SessionRecording
public import SlackWire

/// A session taken apart for replay: what stands for what, and what waits for what, on both sides.
///
/// Taking a session apart costs more than playing it. Whoever plays one many times takes it apart once; any
/// number of replays share a plan, one after the other or side by side, under any schedule and any perturbation, and
/// copy nothing of it.
public final class ReplayPlan: Sendable {
    let options: ReplayOptions
    /// What was recorded, and the causes between it.
    let timeline: RecordedTimeline
    /// Texts that the recorded bot sent in pieces.
    let streams: TextStreams
    /// Where to find what an action of the bot may stand for.
    let index: RecordedIndex
    /// How long the files were that the recorded bot announced.
    let lengths: UploadLengths
    /// Which call gave each URL of a socket.
    let socketURLs: SocketURLs
    /// Which values Slack gave, and who needs them.
    let values: GivenValues
    /// What the bot did in each conversation, where events wait for that.
    let conversations: ConversationOrder?
    /// Slack's hosts and those that stood for it when the session was recorded.
    public let hosts: SlackHosts
    /// Where the recording breaks off; `nil` if it is whole.
    public let truncation: Truncation?

    /// Takes `session` apart.
    ///
    /// - Throws: ``ReplayError`` when the session contradicts itself.
    /// - Complexity: O(*n*) in the size of the session.
    public init(
        _ session: Session,
        options: ReplayOptions = ReplayOptions()
    ) throws(ReplayError) {
        var builder = PlanBuilder()
        for entry in session.entries { try builder.take(entry) }
        builder.finish(isComplete: session.isComplete)
        self.options = options
        timeline = builder.timeline
        values = GivenValues(session, timeline, builder.arguments)
        conversations =
            options.ordering == .conversational ? ConversationOrder(timeline, values) : nil
        streams = TextStreams(timeline.calls, builder.arguments)
        index = RecordedIndex(timeline, values, builder.arguments, matcher: options.matcher)
        lengths = UploadLengths(timeline.calls, builder.arguments)
        socketURLs = SocketURLs(timeline, index)
        hosts = SlackHosts(of: session)
        truncation = Truncation(of: session, isAllowed: options.allowsTruncated)
    }
}

extension Truncation {
    /// Where a session breaks off; `nil` if it is whole.
    fileprivate init?(of session: Session, isAllowed: Bool) {
        guard !session.isComplete else { return nil }
        self.init(
            entries: session.entries.count,
            recorded: .microseconds(session.entries.last?.at ?? 0),
            isAllowed: isAllowed
        )
    }
}
