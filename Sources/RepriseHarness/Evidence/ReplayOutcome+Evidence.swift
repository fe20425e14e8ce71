import Interleaving
public import SlackReplay
import SlackTransport

extension ReplayOutcome {
    /// What a verdict on this replay rests on.
    ///
    /// - Complexity: O(*n*) in the length of the session, each time.
    public var evidence: ReplayEvidence { ReplayEvidence(report, transcript) }

    /// Why nothing that is said of this replay can be relied on, whatever is asked; empty if it can.
    ///
    /// The recording is whole (or may be otherwise), the replay was not stopped, the bot connected if it was recorded
    /// to connect, it lived for as long as there was something left to do, and something happened.
    public var unfounded: [Finding] { lackingGrounds.map(\.finding) }

    /// What a verdict rests on, and how this replay lacks it.
    var lackingGrounds: [LackingGround] {
        if let loss = report.loss {
            return [LackingGround("what was kept can be read", Finding(loss))]
        }
        if case .stopped(let why) = ending {
            return [
                LackingGround(
                    "the replay ends",
                    Finding("the replay was stopped: \(why)", next: Self.limitsHint)
                )
            ]
        }
        if let exile { return [exile] }
        let truncated = report.unfounded.map { LackingGround("the recording is whole", $0) }
        return truncated + [idleness, death, absence].compactMap(\.self).prefix(1)
    }

    private static let limitsHint =
        "print(replay.transcript) shows what goes on without end; limits: allows more"

    /// A handler waits for something outside of the simulation that has not come, so nobody knows what it would have done.
    var exile: LackingGround? {
        guard !report.missing.isEmpty, let disturbance = simulation.disturbance,
            let event = transcript.events.first(where: { $0.outcome == .running })
        else { return nil }
        let finding = Finding(
            "the handler of event \(event.id) had not ended when nothing could go on, and work has left the simulation: "
                + "what the bot would have done when that comes back is not known",
            place: "\(event.summary), received at \(event.received.seconds)",
            slice: disturbance.split(separator: "\n").map(String.init),
            next: "give the bot a stand-in for what works outside, or wait longer for it: "
                + "limits: SimulationLimits(outsideGrace: .seconds(60))"
        )
        return LackingGround("what leaves the simulation comes back", finding)
    }

    /// The bot ended while the recording went on.
    private var death: LackingGround? {
        guard case .botEnded(let why) = ending, isCutShort else { return nil }
        let finding = Finding(
            "the bot ended before the session did: \(why)",
            place: "at \(elapsed.seconds)",
            slice: firstDifference(besides: why),
            next: "print(replay.transcript) shows what it did last"
        )
        return LackingGround("the bot lives to the end of the session", finding)
    }

    /// The recorded bot connected and this one did not.
    private var absence: LackingGround? {
        guard report.missing.contains(where: \.isOpening),
            !report.actions.contains(where: \.isOpened)
        else { return nil }
        let finding = Finding(
            "the bot never connected, and the recorded one did",
            slice: firstDifference(),
            next: "print(replay.transcript) shows what it did instead"
        )
        return LackingGround("the bot connects", finding)
    }

    /// There was nothing to do and nothing to answer.
    private var idleness: LackingGround? {
        guard transcript.events.isEmpty, report.actions.isEmpty, report.missing.isEmpty,
            report.omittedReads.isEmpty
        else { return nil }
        let finding = Finding(
            "nothing happened: the recording holds no action of a bot, and the bot did nothing",
            next: "reprise show prints what was recorded; record the session again"
        )
        return LackingGround("something happens", finding)
    }

    /// Whether the bot ended by itself while something was left over of what was recorded.
    var isCutShort: Bool {
        guard case .botEnded = ending else { return false }
        return !report.missing.isEmpty || !report.withheld.isEmpty || !report.unreleased.isEmpty
    }

    /// The first difference from the recording, which is often what it came of, unless that is said already.
    private func firstDifference(besides words: String = "") -> [String] {
        guard let first = report.divergences.first, !words.contains("\(first)") else { return [] }
        return ["first difference: \(first)"]
    }
}

/// Something that every verdict rests on, and how a replay lacks it.
struct LackingGround: Sendable {
    let name: String
    let finding: Finding

    init(_ name: String, _ finding: Finding) {
        self.name = name
        self.finding = finding
    }
}

extension MissingAction {
    fileprivate var isOpening: Bool {
        if case .open = action { true } else { false }
    }
}
