import RepriseFloor
import SessionRecording
import SlackWire

/// A recording taken apart: what Slack did and what the bot did, with the causes between them.
///
/// ``PlanBuilder`` makes it; from then on it does not change.
struct RecordedTimeline: Sendable {
    /// How many entries were taken in.
    var entries = 0
    /// When the last of them was recorded, in microseconds.
    var latest: Int64 = .min
    var actions = ScratchArray<RecordedAction>()
    var calls = ScratchArray<RecordedCall>()
    /// What the bot called for.
    var callContents = RecordedContents<WebAPICall>()
    /// How its calls ended.
    var outcomes = RecordedOutcomes()
    /// Its calls in the order in which they had their answers, one that flowed when it began, or failed.
    var answeredCalls = ScratchArray<UInt32>()
    /// The answers that flowed, by their calls.
    var flows: [Int: RecordedFlow] = [:]
    var sends = ScratchArray<RecordedSend>()
    /// What the bot sent.
    var sendContents = RecordedContents<SocketMessage>()
    var sockets: [RecordedSocket] = []
    /// The causes of all frames.
    var causes = CauseLists()
    /// What frames deliver over Socket Mode.
    var deliveries = ScratchArray<RecordedDelivery>()
    /// The session's text, if what was said is read again from there.
    var text: ScratchBytes?
    /// The longest time that passed between an event and what the bot did in its conversation, in microseconds.
    var reactionTime: Int64 = 0
    /// The longest time that passed between what Slack did and what the bot did next, in microseconds; connecting apart.
    var thinkingTime: Int64 = 0
    /// Whether what stands for secrets may stand in a long body that the recorded bot sent.
    var hasPlaceholdersInBodies = false
    /// The bodies of its requests that broke off.
    var cutBodies = CutBodies()
    /// When something last happened but signs of life and ends, in microseconds.
    var latestNews: Int64 = 0
    /// How the bot's process ended, where that is known.
    var process = RecordedProcess()
    /// Whether the last socket that the bot ended was ended because it went away, without a goodbye; or there was no end,
    /// since the recording was cut.
    var isAbandoned = false
    /// Whether nobody but the bot ended its last socket, if anybody did: then it may have been at work.
    var isLeftByBot = true
    /// Where the recording stopped while the bot was at work; `nil` if it ended in peace.
    var stop: RecordedStop?
    /// The conversations and people of frames, by their hashes; the first has number 1.
    var conversations: [UInt64] = []
    /// The envelopes that the recorded bot acknowledged.
    var acknowledged: Set<EnvelopeKey> = []

    /// A frame by its place.
    subscript(ref: FrameRef) -> RecordedFrame {
        get { sockets[ref.socket].frames[ref.frame] }
        set { sockets[ref.socket].frames[ref.frame] = newValue }
    }

    /// How long a bot may take to acknowledge an envelope, in microseconds
    /// (docs.slack.dev/apis/events-api).
    private static let acknowledgementTime: Int64 = 3_000_000

    /// Whether the recorded bot had its three seconds for acknowledging an envelope, before the socket or
    /// the recording ended.
    ///
    /// - Complexity: O(*n*) in the number of frames.
    func hadTimeToAcknowledge(_ envelope: EnvelopeKey) -> Bool {
        sockets.contains { socket in
            guard let frame = socket.frames.last(where: { self.envelope(of: $0) == envelope })
            else {
                return false
            }
            var end = latest
            if let close = socket.closeAction { end = min(end, actions[close].at) }
            if socket.isEnded, let last = socket.frames.last { end = min(end, last.at) }
            return end - frame.at >= Self.acknowledgementTime
        }
    }

    /// The entry in which a cause stands.
    func entry(of cause: Cause) -> Int {
        switch cause {
        case .action(let action): actions[action].entry
        case .answer(let call): calls[call].outcome?.entry ?? calls[call].entry
        case .frame(let ref): self[ref].entry
        }
    }
}
