import RepriseFloor
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
    /// The files that the recorded bot announced.
    let uploads: RecordedUploads
    /// Which call gave each URL of a socket.
    let socketURLs: SocketURLs
    /// Which sockets took over from which.
    let lines: SocketLines
    /// Which values Slack gave, and who needs them.
    let values: GivenValues
    /// Slack's hosts and those that stood for it when the session was recorded.
    public let hosts: SlackHosts
    /// Where the recording breaks off; `nil` if it is whole.
    public let truncation: Truncation?
    /// When nothing of it was in files for scratch yet.
    private let mark: ScratchFailures.Mark
    private let keptFrameOrder = Locked<FrameOrder?>(nil)
    private let keptChains = Locked<RecordedChains?>(nil)

    /// Takes `session` apart.
    ///
    /// - Throws: ``ReplayError`` when the session contradicts itself.
    /// - Complexity: O(*n*) in the size of the session.
    public convenience init(
        _ session: Session,
        options: ReplayOptions = ReplayOptions()
    ) throws(ReplayError) {
        try self.init(.memory(session), options: options)
    }

    /// Takes a session apart, wherever it is.
    ///
    /// - Throws: ``ReplayError`` when the session contradicts itself, or cannot be read any more.
    package convenience init(
        _ source: SessionSource,
        options: ReplayOptions
    ) throws(ReplayError) {
        var planner = ReplayPlanner(text: source.text)
        source.visit { planner.take($0, at: $1) }
        try self.init(planner, isComplete: source.isComplete, options: options)
    }

    /// Makes a plan of what was taken in.
    ///
    /// - Throws: ``ReplayError`` when the session contradicts itself, or cannot be read any more.
    package init(
        _ planner: consuming ReplayPlanner,
        isComplete: Bool,
        options: ReplayOptions
    ) throws(ReplayError) {
        self.options = options
        mark = planner.mark
        let arguments: RecordedArguments
        (timeline, arguments, hosts) = try planner.finish(isComplete: isComplete)
        values = GivenValues(timeline, arguments)
        streams = TextStreams(timeline, arguments)
        uploads = RecordedUploads(timeline, arguments)
        index = RecordedIndex(timeline, values, arguments, uploads, matcher: options.matcher)
        socketURLs = SocketURLs(timeline, index)
        lines = SocketLines(timeline, index, arguments)
        truncation =
            isComplete ? nil : Truncation(of: timeline, isAllowed: options.allowsTruncated)
        if let loss { throw loss }
    }

    /// How the process of the recorded bot ended, where that is known.
    package var process: RecordedProcess { timeline.process }

    /// How long nothing had happened any more when the recorded bot ended, was asked to, or left its last socket; zero if
    /// nobody knows.
    package var quietAtEnd: Duration {
        let process = timeline.process
        let end = process.asked?.at ?? process.end?.at ?? timeline.latest
        return .microseconds(max(0, end - timeline.latestNews))
    }

    /// Those of some paths of arguments, spelled as for ``CallMatcher/ignoring(_:)``, at which no recorded call has anything.
    ///
    /// - Complexity: O(*n*) in the size of the calls, for each path.
    package func standingNowhere(_ paths: [String]) -> [String] {
        guard !paths.isEmpty else { return [] }
        let reader = timeline.makeReader()
        var left = paths
        for index in timeline.calls.indices where !left.isEmpty {
            let call = timeline.call(index, by: reader)
            let arguments = call.arguments
            let whole = CallSignature.Contents(call, arguments, ignoring: [])
            left.removeAll {
                CallSignature.Contents(call, arguments, ignoring: [ArgumentPath($0)]) != whole
            }
        }
        return left
    }

    /// How long the recording is.
    package var length: Duration { .microseconds(max(0, timeline.latest)) }

    /// The kind of token that the recorded bot brought where others bring that of a bot: `xoxb`, unless all that it brought were
    /// those of a person, or of another kind.
    package var kindOfBotToken: String {
        let own = index.tokens.lazy.filter { !self.values.isGiven($0) }
        let kinds = Set(own.map { SlackToken($0).kind })
        guard !kinds.contains("xoxb") else { return "xoxb" }
        return kinds.subtracting(["", "xapp"]).min() ?? "xoxb"
    }

    /// What could not be read of files for scratch since this was begun: of it, or of a replay of it, nothing can be said then.
    package var loss: ReplayError? {
        ScratchFailures.failure(since: mark).map {
            .scratchUnreadable(folder: $0.folder, code: $0.code)
        }
    }

    /// A plan of what was taken in, or why there is none.
    package static func result(
        _ planner: consuming ReplayPlanner,
        isComplete: Bool,
        options: ReplayOptions
    ) -> Result<ReplayPlan, ReplayError> {
        do throws(ReplayError) {
            return .success(try ReplayPlan(planner, isComplete: isComplete, options: options))
        } catch {
            return .failure(error)
        }
    }

    /// How the recorded bot went from step to step, found out when something comes that was not recorded.
    ///
    /// - Complexity: O(*n*) in the size of the session, once.
    var chains: RecordedChains {
        keptChains.withLock { kept in
            if let kept { return kept }
            let chains = RecordedChains(timeline, values)
            kept = chains
            return chains
        }
    }

    /// Which frames keep behind which others, made when a perturbation first asks for it.
    ///
    /// - Complexity: O(*n*) in the size of the session, once.
    var frameOrder: FrameOrder {
        keptFrameOrder.withLock { kept in
            if let kept { return kept }
            let order = FrameOrder(timeline)
            kept = order
            return order
        }
    }
}

extension Truncation {
    /// Where a session breaks off that is not whole.
    fileprivate init(of timeline: RecordedTimeline, isAllowed: Bool) {
        self.init(
            entries: timeline.entries,
            recorded: .microseconds(timeline.entries > 0 ? timeline.latest : 0),
            isAllowed: isAllowed
        )
    }
}
