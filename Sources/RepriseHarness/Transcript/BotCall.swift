public import SlackBot
public import SlackWire

/// One call of the Web API, or of a URL that Slack gave, as the bot made it.
///
/// A repetition after a rate limit is a call of its own.
public struct BotCall: Sendable, Hashable, Identifiable {
    /// The call's place among all calls of the bot, from 1.
    public let id: Int
    /// The event whose handler made it; `nil` when it was made outside any handler.
    public let event: HandledEvent.ID?
    /// When it was made, since the start of the replay.
    public let at: Duration
    /// The call, without the token.
    public let call: WebAPICall
    /// How it ended; `nil` if it had not when the replay did.
    public internal(set) var outcome: BotActivity.CallOutcome?

    /// Whether Slack took it: it answered, and did not refuse.
    ///
    /// What was not recorded has no answer in a replay, and counts as taken: it was made, and nobody knows that Slack would
    /// have refused it.
    public var isTaken: Bool { outcome?.isTaken ?? false }
    /// The name of the method; `nil` for a call to a URL.
    public var method: String? { call.methodName }
}

extension Transcript {
    /// Every call that the bot made, in order, those of the engine (`auth.test`, `apps.connections.open`) among them.
    ///
    /// - Complexity: O(*n*) in the length of the session, each time.
    public var calls: [BotCall] {
        var calls: [BotCall] = []
        var places: [Int: Int] = [:]
        for activity in activities {
            switch activity.kind {
            case .called(let number, let event, let call):
                places[number] = calls.count
                calls.append(
                    BotCall(id: calls.count + 1, event: event, at: activity.at, call: call)
                )
            case .answered(let number, _, let outcome):
                if let place = places.removeValue(forKey: number) { calls[place].outcome = outcome }
            default: break
            }
        }
        return calls
    }
}

extension BotActivity.CallOutcome {
    /// Whether Slack took what was called for, or it was not recorded.
    var isTaken: Bool {
        switch self {
        case .answer(let status, nil): (200..<300).contains(status)
        case .answer: false
        case .failure(let failure): failure.kind == .divergence
        }
    }
}
