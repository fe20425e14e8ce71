public import SecretRedaction
public import SlackWire

/// How a replay matches, how fast it goes, and how strict it is.
public struct ReplayOptions: Sendable {
    /// How recorded gaps of time become gaps of the replay.
    public enum Pace: Sendable, Hashable {
        /// As recorded.
        case recorded
        /// As recorded, times a factor: 0.1 is ten times as fast. Negative counts as 0.
        case scaled(Double)
        /// No gaps: everything comes as soon as its causes have happened.
        case immediate
    }

    /// What a frame waits for.
    ///
    /// The end of a socket, and what announces it, wait for every earlier action of the bot either way.
    public enum Ordering: Sendable, Hashable {
        /// Its causes, as Slack's ids tell them.
        case causal
        /// Its causes, and of an event also what the recorded bot had done before it, with the answers that it had by then:
        /// who writes has read what the bot said before. Suits a bot that keeps something from one message to the next and
        /// is played faster than it was recorded. What the bot leaves out is waited for until nothing else can go on.
        case recorded
        /// Also every action of the bot that stands before it in the recording. Suits a bot that must work
        /// exactly as recorded; one that answers in another order finds its frames withheld.
        case strict
    }

    /// What happens to a call or message that the recording does not have.
    public enum Mode: Sendable {
        /// It fails with a ``SlackWire/TransportFailure`` of kind `divergence`.
        case strict
        /// It is answered as said, and listed as extra. Sockets that were not recorded still fail.
        case lenient(unmatched: UnmatchedAnswer)
    }

    /// What happens to an envelope that Slack delivered again for want of an acknowledgement.
    public enum Redelivery: Sendable, Hashable {
        /// It is withheld if the bot, other than the recorded one, acknowledged the delivery before.
        case unlessAcknowledged
        /// It is delivered as recorded.
        case asRecorded
    }

    /// What happens to a read that changes nothing (`auth.test`, `*.info`, `*.list`, `*.history` …) and that the
    /// bot makes more or less often than the recorded one did.
    ///
    /// Clients make such calls lazily: how often depends on what comes while the first is under way.
    public enum RepeatedReads: String, Sendable, Hashable, CaseIterable {
        /// It is answered again as it was, and told in the report; one that the bot makes less often is not
        /// missing, if it made it at all.
        case answered
        /// It counts like any other call.
        case strict
    }

    /// What happens where the bot is too late for Slack and the recorded one was not: an envelope acknowledged more than three
    /// seconds after its delivery, a `trigger_id` used more than three seconds after it was given.
    public enum TimeLimits: Sendable, Hashable {
        /// It is a finding, with a second to spare for a machine that is busy, unless the bot may still have been at work on
        /// what came sooner than when it was recorded; see ``OverdueAction/isExcused``. Under a perturbation nothing is judged.
        case judged
        /// Nothing: somebody else makes things late.
        case ignored
    }

    /// How recorded gaps of time become gaps of the replay.
    public var pace: Pace
    /// What a frame waits for.
    public var ordering: Ordering
    /// Another timing than the recorded one; `nil` leaves it to who plays.
    ///
    /// A replay has the recorded timing then, an exploration ``Perturbation/scheduled(longestDelay:frameOrder:)``.
    ///
    /// No plan depends on it: where one plan is played with many seeds, each replay is given its own
    /// (``ReplayTransport/init(_:perturbation:clock:deciding:)``).
    public var perturbation: Perturbation?
    /// Which call stands for which.
    public var matcher: CallMatcher
    /// What happens to a call or message that the recording does not have.
    public var mode: Mode
    /// What happens to an envelope's second delivery.
    public var redelivery: Redelivery
    /// What happens to a read that is repeated more or less often than it was.
    public var repeatedReads: RepeatedReads
    /// The rules that the recording was redacted by, so that a bot that holds a secret itself matches
    /// the placeholder for it.
    public var redactionRules: RedactionRules
    /// Whether a second acknowledgement of an envelope that says the same, or nothing, is taken without a word; some
    /// clients acknowledge each envelope several times.
    public var toleratesRepeatedAcknowledgements: Bool
    /// What happens where the bot is too late for Slack and the recorded one was not.
    public var timeLimits: TimeLimits
    /// Whether a recording that was cut short may stand for a whole one.
    ///
    /// Nobody knows what the bot did behind the cut, so without this no replay of it is faithful.
    public var allowsTruncated: Bool

    /// Makes options; the defaults are a strict replay at the recorded pace.
    public init(
        pace: Pace = .recorded,
        ordering: Ordering = .causal,
        matcher: CallMatcher = .standard,
        mode: Mode = .strict,
        redelivery: Redelivery = .unlessAcknowledged,
        repeatedReads: RepeatedReads = .answered,
        redactionRules: RedactionRules = .standard,
        toleratesRepeatedAcknowledgements: Bool = true,
        allowsTruncated: Bool = false,
        timeLimits: TimeLimits = .judged,
        perturbation: Perturbation? = nil
    ) {
        self.pace = pace
        self.ordering = ordering
        self.perturbation = perturbation
        self.matcher = matcher
        self.mode = mode
        self.redelivery = redelivery
        self.repeatedReads = repeatedReads
        self.redactionRules = redactionRules
        self.toleratesRepeatedAcknowledgements = toleratesRepeatedAcknowledgements
        self.allowsTruncated = allowsTruncated
        self.timeLimits = timeLimits
    }
}

/// What a lenient replay answers to what the recording does not have.
public struct UnmatchedAnswer: Sendable {
    let answer: @Sendable (WebAPICall) -> WebAPIAnswer
    let reply: @Sendable (SocketMessage) -> SocketMessage?

    /// Refuses as Slack does, at once: `"ok":false` with this error.
    ///
    /// A message over the socket gets an acknowledgement that says the same, if it had an `id`.
    public static func slackError(_ name: String = "reprise_not_recorded") -> UnmatchedAnswer {
        UnmatchedAnswer(
            answer: { _ in WebAPIAnswer(json: ["ok": false, "error": .string(name)]) },
            reply: { message in
                guard let value = try? JSONValue(parsing: message.bytes), let id = value["id"]
                else {
                    return nil
                }
                let error: JSONValue = ["code": -1, "msg": .string(name)]
                return SocketMessage(json: ["ok": false, "reply_to": id, "error": error])
            }
        )
    }

    /// Answers of your own.
    ///
    /// - Parameters:
    ///   - answer: Answers a call.
    ///   - reply: What comes back on the socket for a message; `nil` for nothing.
    public static func custom(
        answer: @escaping @Sendable (WebAPICall) -> WebAPIAnswer,
        reply: @escaping @Sendable (SocketMessage) -> SocketMessage? = { _ in nil }
    ) -> UnmatchedAnswer {
        UnmatchedAnswer(answer: answer, reply: reply)
    }
}

extension ReplayOptions.Pace {
    /// A recorded gap in microseconds as a gap of the replay; gaps are never negative, nor longer than a clock
    /// can count.
    func gap(_ microseconds: Int64) -> Duration {
        let recorded = Duration.microseconds(max(0, microseconds))
        switch self {
        case .recorded: return min(recorded, .longest)
        case .scaled(let factor): return recorded.bounded(times: factor)
        case .immediate: return .zero
        }
    }
}
