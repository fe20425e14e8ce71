import RepriseFloor
import SessionRecording
import SlackWire

/// Something the bot did in the recording.
///
/// There are many of these and of what follows, so they are values of one size that can be written down
/// (``ScratchArray``); what is said stands elsewhere (``RecordedContents``).
struct RecordedAction: Sendable, BitwiseCopyable {
    /// What it was, by its index in the lists of ``RecordedTimeline``.
    enum Content: Sendable, Hashable, BitwiseCopyable {
        case call(Int)
        case open(Int)
        case send(Int)
        case close(socket: Int)
    }

    let entry: Int
    let at: Int64
    let content: Content
    /// The conversation that it is in, and the first event of that which the recorded bot had before.
    var conversation: (number: Int, entry: Int)?

    /// Whether nobody asks for it: the close of a socket, what was sent behind that, and what the recording stopped
    /// in the middle of.
    var isOptional = false
    /// Whether it is a read that changes nothing.
    var isRead = false

    init(entry: Int, at: Int64, content: Content) {
        self.entry = entry
        self.at = at
        self.content = content
        if case .close = content { isOptional = true }
    }
}

/// A recorded call.
struct RecordedCall: Sendable, BitwiseCopyable {
    /// How it ended.
    enum Outcome: Sendable, Hashable {
        case answer(WebAPIAnswer)
        case failure(TransportFailure)

        /// Whether a client over a connection gets nothing, until it has had enough.
        var isSilence: Bool {
            guard case .failure(let failure) = self else { return false }
            return failure.kind.isSilence
        }
    }

    /// What a call is to those who take a session apart; of most they need not know more.
    enum Kind: Sendable, Hashable, BitwiseCopyable {
        /// It asks for a socket.
        case connecting
        /// It brings a piece of a text.
        case streaming
        /// It announces a file.
        case announcing
        /// It goes to a URL.
        case toURL
        /// Any other.
        case other
    }

    /// When and how it ended.
    struct Ending: Sendable, BitwiseCopyable {
        /// How it ended.
        enum Kind: Sendable, Hashable, BitwiseCopyable {
            /// Slack answered.
            case answered
            /// It failed.
            case failed
            /// It was given up.
            case cancelled
        }

        let entry: Int
        let at: Int64
        let kind: Kind

        init(entry: Int, at: Int64, _ outcome: Outcome) {
            self.entry = entry
            self.at = at
            kind =
                switch outcome {
                case .answer: .answered
                case .failure(let failure): failure.kind == .cancelled ? .cancelled : .failed
                }
        }

        /// Whether Slack answered.
        var isAnswer: Bool { kind == .answered }
    }

    let entry: Int
    let at: Int64
    let action: Int
    let kind: Kind
    /// When and how it ended; `nil` if the recording stopped before.
    var outcome: Ending?

    init(entry: Int, at: Int64, action: Int, _ call: WebAPICall) {
        self.entry = entry
        self.at = at
        self.action = action
        kind =
            switch call.target {
            case .url: .toURL
            case .method(RecordedUploads.method): .announcing
            case .method where TextStreams.isPart(call): .streaming
            case .method: call.connects ? .connecting : .other
            }
    }
}

/// A recorded message of the bot.
struct RecordedSend: Sendable, BitwiseCopyable {
    /// What kind of message it is.
    enum Kind: Sendable, Hashable, BitwiseCopyable {
        /// The answer to an envelope of Socket Mode.
        case acknowledgement
        /// A JSON ping of RTM.
        case ping
        /// Anything else.
        case other

        init(_ kind: SentMessage.Kind) {
            self =
                switch kind {
                case .acknowledgement: .acknowledgement
                case .ping: .ping
                case .other: .other
                }
        }
    }

    let entry: Int
    let at: Int64
    let socket: Int
    let kind: Kind
    /// The action it is; `nil` for a JSON ping, which is no more than a sign of life.
    let action: Int?
    /// The frame that answers it.
    var reply: FrameRef?
}

/// A recorded frame, or the end of a socket.
struct RecordedFrame: Sendable, BitwiseCopyable {
    /// What a frame is to its socket, and so what a perturbation may do to it.
    enum Role: Sendable, Hashable, BitwiseCopyable {
        /// One among others: change the time at which it comes.
        case timed
        /// The same, and let others pass it, too: an event.
        case movable
        /// It ends the socket, or announces the end: nothing. It waits for what the bot did before it.
        case ending
    }

    // There is one of these for each frame of a recording, so they are kept small.
    let at: Int64
    private let shortEntry: UInt32
    private var shortReply: Int32 = -1
    private var shortActionsBefore: UInt32 = 0
    private var shortChannel: UInt32 = 0
    private var shortPerson: UInt32 = 0
    /// Where its causes end, for ``RecordedTimeline/causes(of:)``.
    fileprivate(set) var causes = CauseLists.none
    /// What it delivers over Socket Mode, by its place in the timeline, from 1; 0 for nothing.
    fileprivate(set) var delivery: UInt32 = 0

    var role = Role.timed
    /// Whether it answers a JSON ping.
    var isPong = false
    /// Whether it is a WebSocket ping or pong.
    private let isSignal: Bool
    /// Whether it tells of something that the bot did, or that somebody did to that.
    private(set) var isAboutBot = false
    /// Whether it tells of what another than the bot did, as far as one knows: a button that somebody pressed on its message.
    var isByAnother = false
    /// Whether it is an event that is no mere consequence of what the bot did, so that the bot may have something to do.
    var isNews: Bool { role == .movable && (isByAnother || !isAboutBot) }
    /// Whether it delivers again what was delivered before and never acknowledged.
    fileprivate(set) var repeatsUnacknowledged = false

    init(entry: Int, at: Int64, event: SocketEvent) {
        shortEntry = UInt32(entry)
        self.at = at
        switch event {
        case .ping, .pong: isSignal = true
        case .message, .closed: isSignal = false
        }
    }

    var entry: Int { Int(shortEntry) }
    /// The message it answers; its own cause, besides the others.
    var reply: Int? {
        get { shortReply < 0 ? nil : Int(shortReply) }
        set { shortReply = newValue.map { Int32($0) } ?? -1 }
    }
    /// How many actions stand before it in the recording.
    var actionsBefore: Int {
        get { Int(shortActionsBefore) }
        set { shortActionsBefore = UInt32(newValue) }
    }
    /// The conversation it stands in, by its number in the timeline; 0 for none.
    var channel: Int {
        get { Int(shortChannel) }
        set { shortChannel = UInt32(newValue) }
    }
    /// The person it comes from, in the same way.
    var person: Int {
        get { Int(shortPerson) }
        set { shortPerson = UInt32(newValue) }
    }

    /// Whether it says no more than that somebody is there.
    var isSignOfLife: Bool { isSignal || isPong }

    /// Notes one more cause, or the first.
    fileprivate mutating func noteCause(_ cause: Cause) {
        switch cause {
        case .action, .answer: isAboutBot = true
        case .frame: break
        }
    }
}

extension RecordedTimeline {
    /// What must have happened before a frame may be released, what it answers and its place on the socket apart.
    func causes(of frame: RecordedFrame) -> [Cause] { causes.list(endingAt: frame.causes) }

    /// Adds a cause to a frame, behind those that it has.
    mutating func add(_ cause: Cause, to frame: inout RecordedFrame) {
        causes.append(cause, to: &frame.causes)
        frame.noteCause(cause)
    }

    /// Adds a cause to a frame that was taken in before.
    mutating func add(_ cause: Cause, to ref: FrameRef) {
        var frame = self[ref]
        add(cause, to: &frame)
        self[ref] = frame
    }

    /// Notes what a frame delivers.
    mutating func deliver(_ delivery: RecordedDelivery, with frame: inout RecordedFrame) {
        deliveries.append(delivery)
        frame.delivery = UInt32(deliveries.count)
        frame.repeatsUnacknowledged = delivery.repeatsUnacknowledged != nil
    }

    /// What a frame delivers over Socket Mode.
    func delivery(of frame: RecordedFrame) -> RecordedDelivery? {
        frame.delivery == 0 ? nil : deliveries[Int(frame.delivery) - 1]
    }

    /// The envelope that a frame delivers.
    func envelope(of frame: RecordedFrame) -> EnvelopeKey? { delivery(of: frame)?.envelope }
}

/// A recorded delivery of Socket Mode; over RTM there is none.
struct RecordedDelivery: Sendable, BitwiseCopyable {
    let envelope: EnvelopeKey
    /// The envelope of the delivery before, if that was never acknowledged.
    let repeatsUnacknowledged: EnvelopeKey?
}

/// A recorded socket.
struct RecordedSocket: Sendable {
    let number: Int
    let entry: Int
    let at: Int64
    let action: Int
    let request: SocketRequest
    /// What gave the bot its URL.
    let origin: Cause?
    /// Why and when it was refused, if it was.
    var refusal: (entry: Int, at: Int64, TransportFailure)?
    var frames = ScratchArray<RecordedFrame>()
    /// What they say.
    var contents = RecordedContents<SocketEvent>()
    /// Whether Slack or the network ended it in the recording.
    var isEnded = false
    /// The action with which the bot ended it in the recording.
    var closeAction: Int?
}
