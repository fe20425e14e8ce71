import RepriseFloor
import SlackWire

extension ReplayCursor {
    /// How many recorded actions of a kind are compared at most, so that a bot that goes astray in a
    /// long session is told so soon.
    private static let candidateLimit = 1_000
    /// Of how many divergences, and of how many missing actions, it is told what led there.
    static let sliceLimit = 3

    /// What to say of an action that has no match.
    mutating func divergence(
        of action: BotAction,
        premature: Int?,
        at now: Duration
    ) -> Divergence {
        let nearest = premature.map(candidate(premature:)) ?? nearest(to: action)
        if let nearest, !nearest.isConsumed { claimed.insert(nearest.entry) }
        var slice: [String] = []
        if divergences.count < Self.sliceLimit, let nearest {
            slice = self.slice(toEntry: nearest.entry)
        }
        return Divergence(
            action: action,
            at: now,
            nearest: nearest,
            expected: pendingActions(limit: 3),
            slice: slice
        )
    }

    private func candidate(premature index: Int) -> Divergence.Candidate {
        let recorded = timeline.actions[index]
        return Divergence.Candidate(
            entry: recorded.entry,
            recorded: .microseconds(recorded.at),
            differences: [],
            isConsumed: false,
            prematureBefore: cause(of: index)
        )
    }

    /// The entry for which a recorded action waits, if the bot cannot know yet what is in it.
    func cause(of action: Int) -> Int? {
        progress.missingCause(of: action, of: plan)
    }

    /// The recorded action that is most like one that has no match.
    func nearest(to action: BotAction) -> Divergence.Candidate? {
        var candidates: [Divergence.Candidate] = []
        var looks = Self.candidateLimit
        // What has not happened yet is likelier meant, and stands at the end; look there first.
        for (index, recorded) in timeline.actions.enumerated().reversed() {
            var found = differences(between: recorded.content, and: action)
            if found == nil, looks > 0, progress.happened(index) == nil {
                looks -= 1
                found = elsewhere(recorded.content, action)
            }
            guard let differences = found else { continue }
            candidates.append(
                Divergence.Candidate(
                    entry: recorded.entry,
                    recorded: .microseconds(recorded.at),
                    differences: differences,
                    isConsumed: progress.happened(index) != nil
                )
            )
            if candidates.count == Self.candidateLimit { break }
        }
        return candidates.min { left, right in
            rank(of: left).lexicographicallyPrecedes(rank(of: right))
        }
    }

    /// How good a guess a candidate is at what was meant, the best first.
    ///
    /// The very same though already matched, then those not matched yet, then the others. Of those that differ
    /// in as much, one for which nothing else was taken comes before one for which something was.
    private func rank(of candidate: Divergence.Candidate) -> [Int] {
        if candidate.differences.isEmpty { return [0, 0, 0, candidate.entry] }
        let isClaimed = claimed.contains(candidate.entry)
        return [
            candidate.isConsumed ? 2 : 1, candidate.differences.count, isClaimed ? 1 : 0,
            candidate.entry,
        ]
    }

    /// Where an action differs from a recorded one; `nil` if they are not of one kind.
    func differences(
        between recorded: RecordedAction.Content,
        and action: BotAction
    ) -> [PayloadDifference]? {
        switch (recorded, action) {
        case (.call(let index), .call(let call)):
            let recorded = timeline.call(index, by: reader)
            guard recorded.target == call.target else { return nil }
            var found = options.matcher.differences(
                recorded: plan.uploads.asSent(recorded),
                actual: plan.uploads.asSent(call)
            )
            if let pieces = streamDifferences(call, index) {
                found.removeAll { difference in
                    TextStreams.arguments.contains { difference.path.hasPrefix($0) }
                }
                found += pieces
            }
            found += differences(ofTokenTo: index, call)
            return found.isEmpty ? differences(ofHeaderOf: index, recorded, call) : found
        case (.open(let socket), .open(let request)):
            let recorded = timeline.sockets[socket].request.url
            guard recorded != request.url else { return [] }
            return [PayloadDifference(path: "url", expected: "another ticket", actual: "this one")]
        case (.send(let index), .send(let socket, let message)):
            let recorded = timeline.reading(of: index, by: reader)
            let sent = SentMessage(message)
            guard recorded.kind == sent.kind else { return nil }
            let found = PayloadDifference.between(
                expected: recorded.signature.document,
                actual: sent.signature.document
            )
            return found.isEmpty ? differences(ofSocketOf: index, socket) : found
        default:
            return nil
        }
    }

    /// Whether what the bot has not sent yet was recorded over another socket.
    private func differences(ofSocketOf send: Int, _ number: Int) -> [PayloadDifference] {
        let recorded = timeline.sockets[timeline.sends[send].socket].number
        guard recorded != number, progress.sending(of: send) == nil else { return [] }
        return [
            PayloadDifference(
                path: "the connection it is sent over",
                expected: .string("socket \(recorded)"),
                actual: .string("socket \(number)")
            )
        ]
    }

    /// How the same that was recorded was said to another address or by another method; `nil` if it was not the same.
    private func elsewhere(
        _ recorded: RecordedAction.Content,
        _ action: BotAction
    ) -> [PayloadDifference]? {
        guard case .call(let index) = recorded, case .call(let call) = action else { return nil }
        let found = options.matcher.differences(
            recorded: timeline.call(index, by: reader),
            actual: call
        )
        guard found.count == 1, ["method", "url"].contains(found[0].path) else { return nil }
        return found
    }

    /// Whether a call carries another token than the recorded one did; tokens are never shown.
    private func differences(ofTokenTo recorded: Int, _ call: WebAPICall) -> [PayloadDifference] {
        var variables = Variables()
        variables.token = call.tellingToken?.secret
        let original = plan.index.variables(ofCall: recorded)
        guard !bindings.allowToken(variables, for: original) else { return [] }
        return [
            PayloadDifference(
                path: "the token it carries",
                expected: original.token.map { .string("that of the entry, \(Self.kind(of: $0))") },
                actual: variables.token.map { .string("another, \(Self.kind(of: $0))") }
            )
        ]
    }

    /// Where what says the same differs in what it accepts, or in who says it, once that is bound.
    private func differences(
        ofHeaderOf index: Int,
        _ recorded: WebAPICall,
        _ call: WebAPICall
    ) -> [PayloadDifference] {
        let (accepted, accepts) = (recorded.headers["accept"], call.headers["accept"])
        if accepted != accepts, plan.index.isNegotiated(call) {
            return [
                PayloadDifference(
                    path: "header accept",
                    expected: accepted.map(JSONValue.string),
                    actual: accepts.map(JSONValue.string)
                )
            ]
        }
        guard let credentials = call.credentials, let original = recorded.credentials,
            !bindings.allowSecret(credentials.text, for: original.text)
        else { return [] }
        return [
            PayloadDifference(
                path: PayloadDifference.authorization,
                expected: .string("\(original.scheme) as that of the entry"),
                actual: .string("\(credentials.scheme) of another")
            )
        ]
    }

    /// What a token says of itself: its prefix, and nothing else of it.
    private static func kind(of token: String) -> String {
        let prefixes = ["xoxb-", "xoxp-", "xapp-", "xoxe-", "xoxe.", "xoxa-", "xoxs-", "xoxd-"]
        return prefixes.first(where: token.hasPrefix).map { "\($0)…" } ?? "of no known kind"
    }
}
