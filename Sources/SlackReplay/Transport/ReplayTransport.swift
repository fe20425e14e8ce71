import RepriseFloor
public import SessionRecording
public import SlackTransport
public import SlackWire

/// Plays a recorded session back: answers the bot's calls and delivers Slack's frames, with no network.
///
/// What Slack did is released when its causes have happened and its time has come on the clock; what the
/// bot does is matched against what was recorded. The same session serves a bot that works in another
/// order than the recorded one did. With a virtual clock nothing waits; with a real one the replay takes
/// the recorded time, or as ``ReplayOptions/pace`` says.
///
/// It starts no task of its own: whoever receives or calls waits for the time or for the cause by itself,
/// so a deterministic executor sees everything.
public final class ReplayTransport: Transport {
    let replay: ReplayState
    /// Slack's hosts and those that stood for it when the session was recorded.
    public let hosts: SlackHosts

    /// Prepares to play `session`.
    ///
    /// - Parameters:
    ///   - session: What was recorded.
    ///   - options: How it is matched and how fast it goes.
    ///   - clock: What the replay waits on; its start is the session's start.
    /// - Throws: ``ReplayError`` when the session contradicts itself.
    /// - Complexity: O(*n*) in the size of the session.
    public convenience init(
        _ session: Session,
        options: ReplayOptions = ReplayOptions(),
        clock: SessionClock
    ) throws(ReplayError) {
        self.init(try ReplayPlan(session, options: options), clock: clock)
    }

    /// Prepares to play what was taken apart before, from its beginning, in the timing that its options say.
    ///
    /// - Parameters:
    ///   - plan: What is played, and how.
    ///   - clock: What the replay waits on; its start is the session's start.
    ///   - deciding: Decides among so many things that Slack may do, 0 being what it did: which of the answers
    ///     under way comes when one is due, and, under a perturbation that leaves it to the schedule, when each thing
    ///     comes. It is called under a lock, so it must not block or call the transport. With `nil` everything comes in
    ///     its time.
    public convenience init(
        _ plan: ReplayPlan,
        clock: SessionClock,
        deciding: (@Sendable (_ count: Int) -> Int)? = nil
    ) {
        self.init(
            plan,
            perturbation: plan.options.perturbation,
            clock: clock,
            deciding: deciding
        )
    }

    /// Prepares to play what was taken apart before, from its beginning, in a timing of this run's own.
    ///
    /// Nothing of a plan depends on the timing, so all seeds share one.
    ///
    /// - Parameters:
    ///   - plan: What is played, and how.
    ///   - perturbation: The timing, in place of that in the plan's options; `nil` for the recorded one.
    ///   - clock: What the replay waits on; its start is the session's start.
    ///   - isAnyoneAsleep: Whether a task of the bot sleeps, for events that the schedule lets meet its waking up
    ///     (``noteWake()``); without it there are none. It is called under a lock, too.
    ///   - deciding: Decides among so many things that Slack may do; see ``init(_:clock:deciding:)``.
    public init(
        _ plan: ReplayPlan,
        perturbation: Perturbation?,
        clock: SessionClock,
        isAnyoneAsleep: @escaping @Sendable () -> Bool = { false },
        deciding: (@Sendable (_ count: Int) -> Int)? = nil
    ) {
        hosts = plan.hosts
        let cursor = ReplayCursor(
            plan,
            perturbation: perturbation,
            deciding: deciding ?? { _ in 0 },
            isWakeExpected: { $0 <= clock.now && isAnyoneAsleep() }
        )
        replay = ReplayState(
            cursor,
            clock: clock,
            pickingAnswers: deciding
        )
    }

    /// Answers a call as it was answered in the recording.
    ///
    /// A call that would connect again after the last recorded socket has ended waits until its task is
    /// cancelled: the recording is over.
    ///
    /// - Throws: The recorded failure; a failure of kind `divergence` for a call that was not recorded; one
    ///   of kind `cancelled`.
    public func call(_ call: WebAPICall) async throws(TransportFailure) -> WebAPIAnswer {
        let taken = try await outcome(of: call)
        if let body = try replayed(taken) { return try await body.whole() }
        switch taken.outcome {
        case .answer(let answer): return answer
        case .failure(let failure): throw failure
        }
    }

    /// Answers a call as it was answered in the recording; a body that flowed flows, piece by piece, each in its time.
    ///
    /// - Throws: As ``call(_:)`` does; what broke an answer off is thrown where it is read.
    public func stream(_ call: WebAPICall) async throws(TransportFailure) -> StreamedAnswer {
        let taken = try await outcome(of: call)
        if let answer = try replayed(taken) { return answer }
        switch taken.outcome {
        case .answer(let answer): return StreamedAnswer(answer)
        case .failure(let failure): throw failure
        }
    }

    /// How a call ends now.
    private struct Taken {
        var outcome: RecordedCall.Outcome
        /// How that came in the recording, if it flowed, and when it begins now.
        var flow: (RecordedFlow, from: Duration)?
    }

    /// An answer that flows; `nil` for another.
    private func replayed(_ taken: Taken) throws(TransportFailure) -> StreamedAnswer? {
        guard let (flow, start) = taken.flow else { return try replayedFile(taken.outcome) }
        let pace = { (recorded: Int64) in self.replay.read { $0.options.pace.gap(recorded) } }
        let body: any BodyPieces
        if let (file, failure) = flow.file(taken.outcome) {
            let chunks = flow.chunks.map { (start + pace($0.at - flow.at), $0.chunk.bytes) }
            let end = start + pace(flow.end - flow.at)
            body = try ReplayedFile(file, chunks, end: end, failure: failure, on: replay.clock)
        } else {
            body = ReplayedPieces(
                flow,
                taken.outcome,
                from: start,
                on: replay.clock,
                pace: pace
            )
        }
        return StreamedAnswer(
            status: flow.head.status,
            headers: Self.headers(of: flow, taken.outcome),
            body: .flowing(body)
        )
    }

    /// An answer of which it is not recorded how its long body came: all at once.
    private func replayedFile(
        _ outcome: RecordedCall.Outcome
    ) throws(TransportFailure) -> StreamedAnswer? {
        guard case .answer(let answer) = outcome, let file = answer.file else { return nil }
        let now = replay.clock.now
        return StreamedAnswer(
            status: answer.status,
            headers: answer.headers,
            body: .flowing(try ReplayedFile(file, [], end: now, failure: nil, on: replay.clock))
        )
    }

    /// The fields of a head; what stands for secrets may have made the body longer or shorter than they announce.
    private static func headers(
        of flow: RecordedFlow,
        _ outcome: RecordedCall.Outcome
    ) -> HTTPHeaders {
        var headers = flow.head.headers
        let count = flow.chunks.reduce(0) { $0 + $1.chunk.bytes }
        guard headers["content-length"] != nil else { return headers }
        switch outcome {
        case .answer(let answer) where (answer.file?.count ?? answer.body.count) != count:
            headers["content-length"] = String(answer.file?.count ?? answer.body.count)
        case .failure where (flow.partFile?.count ?? flow.part.count) != count:
            headers["content-length"] = nil
        case .answer, .failure: break
        }
        return headers
    }

    private func outcome(of call: WebAPICall) async throws(TransportFailure) -> Taken {
        if Task.isCancelled { throw .cancelled(while: "calling Slack") }
        let forms = try await received(call.unspelled).map(\.withPlainFiles)
        let step = replay.change { cursor, now in
            cursor.call(cursor.expected(of: forms), at: now)
        }
        switch try await replay.unlessLost(step) {
        case .answer(let answer): return Taken(outcome: .answer(answer))
        case .failure(let failure): throw failure
        case .beyondEnd:
            try await replay.wait(until: nil)
            throw .cancelled(while: "waiting beyond the end of the recording")
        case .matched(let index, let due):
            let arrival: Duration
            do throws(TransportFailure) {
                arrival = try await replay.waitForAnswer(due: due)
            } catch {
                replay.change { cursor, now in cursor.abandon(call: index, at: now) }
                throw error
            }
            let exchange = ServedExchange.current
            let (outcome, silence, flow) = replay.change { cursor, now in
                cursor.takeOutcome(
                    of: index,
                    due: arrival,
                    waitingFrom: exchange == nil ? nil : now
                )
            }
            replay.end(silence, with: exchange)
            guard let outcome = try await replay.unlessLost(outcome) else {
                throw .cancelled(while: "calling Slack")
            }
            return Taken(outcome: outcome, flow: flow.map { ($0, arrival) })
        }
    }

    /// Opens a recorded socket: the *n*-th opening of a URL is the *n*-th that was recorded.
    ///
    /// Waits until the call that gave the URL has its answer; where the recording was over before the socket could open, until
    /// its task is cancelled.
    ///
    /// - Throws: The recorded refusal; a failure of kind `divergence` when the URL was not opened (again)
    ///   in the recording; one of kind `cancelled`.
    public func open(_ request: SocketRequest) async throws(TransportFailure) -> any TransportSocket
    {
        if Task.isCancelled { throw .cancelled(while: "opening a socket") }
        let opening: Result<Int?, TransportFailure> = replay.change { cursor, now in
            if cursor.isBeyondStop(opening: request, at: now) { return .success(nil) }
            do throws(TransportFailure) {
                return .success(try cursor.open(request, at: now))
            } catch {
                return .failure(error)
            }
        }
        guard let socket = try await replay.unlessLost(opening).get() else {
            try await replay.wait(until: nil)
            throw .cancelled(while: "waiting beyond the end of the recording")
        }
        try await replay.waitForOpening(of: socket)
        return ReplaySocket(socket, of: replay)
    }

    /// Lets go of frames that stand before others and whose causes have not come: a bot that leaves out
    /// a call would otherwise never get anything again.
    ///
    /// Where there are none, the first end of a socket comes that waited for what the bot left out.
    /// To be called when nothing is runnable and no timer is pending; again, until it returns `false`.
    /// A frame that was let go still comes should its cause come.
    ///
    /// - Returns: Whether there were any; whoever waits for what may come now has been woken.
    public func withholdBlockedFrames() -> Bool {
        !replay.isLost && replay.change { cursor, now in cursor.withholdBlockedFrames(at: now) }
    }

    /// Notes that a task of the bot wakes from sleep, which is what a frame may wait for under
    /// ``Perturbation/scheduled(longestDelay:frameOrder:)``; without effect under another timing.
    public func noteWake() {
        let now = replay.clock.now
        guard replay.read({ $0.policy.noteWake(at: now) }) else { return }
        replay.change { _, _ in }
    }

    /// Whether a call stands for a recorded one that the bot has not made yet.
    public func expects(_ call: WebAPICall) -> Bool {
        replay.read { $0.expects(call.unspelled.withPlainFiles) }
    }

    /// The tokens that the bot has brought itself, each with the recorded one that it stands for; never to be printed.
    package var ownTokens: [String: String] { replay.read { $0.bindings.ownTokens } }

    /// Makes tokens that a bot was handed out for recorded ones good for those, and for no others.
    ///
    /// - Parameter tokens: The recorded token for each.
    package func reserve(tokens: [String: String]) {
        replay.change { cursor, _ in cursor.bindings.reserve(tokens: tokens) }
    }

    /// What has happened so far, against what was recorded.
    ///
    /// - Complexity: O(*n*) in the size of the session.
    public func report() -> ReplayReport {
        replay.read { $0.report() }
    }
}
