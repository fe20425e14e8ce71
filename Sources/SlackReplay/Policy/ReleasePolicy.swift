/// When what may come comes: at the recorded pace, or as a seed or the schedule perturbs it.
struct ReleasePolicy: Sendable {
    private let pace: ReplayOptions.Pace
    /// Another timing, if there is to be one.
    private let gaps: PerturbedGaps?
    /// Which frames do not overtake which others under it.
    private let order: FrameOrder

    /// - Parameters:
    ///   - perturbation: The timing of this run, whatever stands in the plan's options.
    ///   - decide: Decides for the schedule among so many alternatives, 0 being the recorded one.
    ///   - isWakeExpected: Whether at a time, which has come, a task of the bot sleeps.
    init(
        _ plan: ReplayPlan,
        _ perturbation: Perturbation?,
        deciding decide: @escaping @Sendable (_ count: Int) -> Int,
        isWakeExpected: @escaping @Sendable (_ moment: Duration) -> Bool
    ) {
        pace = plan.options.pace
        gaps = perturbation.flatMap { perturbation in
            let frames = plan.timeline.sockets.reduce(0) { $0 + $1.frames.count }
            return PerturbedGaps(
                perturbation,
                count: frames + plan.timeline.calls.count,
                deciding: decide,
                isWakeExpected: isWakeExpected
            )
        }
        // On one socket frames keep their places, unless they are free to leave them.
        let mayOvertake = perturbation?.frameOrder == .free || plan.timeline.sockets.count > 1
        order = gaps != nil && mayOvertake ? plan.frameOrder : FrameOrder()
    }

    /// Takes out of their places what does not keep them under a perturbation.
    ///
    /// A reply comes when its own cause has, and events do not wait for it. So does an event about what the
    /// bot does, for example its own message: what others did meanwhile does not wait for it.
    ///
    /// - Complexity: O(*n*) in the number of frames under a perturbation.
    func prepare(_ progress: inout ReplayProgress, _ plan: ReplayPlan) {
        guard gaps != nil, plan.options.ordering == .causal else { return }
        var aside: [(entry: Int, ref: FrameRef)] = []
        for (socket, recorded) in plan.timeline.sockets.enumerated() {
            for (place, frame) in recorded.frames.enumerated() where frame.role != .ending {
                let ref = FrameRef(socket: socket, frame: place)
                if frame.reply != nil {
                    if !frame.isPong { progress.takeOut(ref) }
                } else if frame.role == .movable, frame.isAboutBot {
                    aside.append((frame.entry, ref))
                }
            }
        }
        for (_, ref) in aside.sorted(by: { $0.entry < $1.entry }) { progress.setAside(ref) }
    }

    /// Whether things come in another timing than the recorded one.
    var isPerturbed: Bool { gaps != nil }

    /// The frames that a frame does not overtake though they are none of its causes.
    func predecessors(of ref: FrameRef) -> [FrameRef] {
        guard let gaps else { return [] }
        let predecessors = order.predecessors(of: ref)
        return gaps.frameOrder == .free
            ? predecessors : predecessors.filter { $0.socket != ref.socket }
    }

    /// When a frame comes that follows something.
    ///
    /// - Parameters:
    ///   - moment: When that was, in this replay.
    ///   - recorded: When it was in the recording.
    func due(of frame: RecordedFrame, after moment: Duration, _ recorded: Int64) -> Duration {
        let paced = pace.gap(frame.at - recorded)
        // A second delivery for want of an acknowledgement, and an end, take their time.
        guard let gaps, frame.role != .ending, !frame.repeatsUnacknowledged else {
            return moment + paced
        }
        return frame.reply == nil
            ? gaps.due(ofFrame: frame, after: moment, paced: paced)
            : moment + gaps.gap(ofAnswer: frame.entry, paced: paced)
    }

    /// Notes that a task of the bot wakes from sleep; whether that is what a frame waited for.
    func noteWake(at now: Duration) -> Bool { gaps?.noteWake(at: now) ?? false }

    /// How long after its call an answer comes.
    func gap(ofAnswer entry: Int, _ recorded: Int64) -> Duration {
        let paced = pace.gap(recorded)
        return gaps?.gap(ofAnswer: entry, paced: paced) ?? paced
    }

    /// How long a frame whose time has come lets others pass it; `nil` if it keeps its place.
    func postponement(of frame: borrowing RecordedFrame) -> Duration? {
        guard frame.role == .movable else { return nil }
        return gaps?.postponement(ofFrame: frame.entry)
    }
}
