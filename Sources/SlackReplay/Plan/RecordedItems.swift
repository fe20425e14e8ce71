import SessionRecording
import SlackWire

/// Something the bot did in the recording.
struct RecordedAction: Sendable {
    /// What it was, by its index in the lists of ``RecordedTimeline``.
    enum Content: Sendable, Hashable {
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
struct RecordedCall: Sendable {
    /// How it ended.
    enum Outcome: Sendable, Hashable {
        case answer(WebAPIAnswer)
        case failure(TransportFailure)
    }

    /// How it ended, or where that is read again.
    enum KeptOutcome: Sendable {
        case kept(Outcome)
        /// With the answer at that place of the session's text.
        case answer(ScratchBytes.Place)

        /// Whether Slack answered.
        var isAnswer: Bool {
            if case .kept(.failure) = self { return false }
            return true
        }
    }

    let entry: Int
    let at: Int64
    let action: Int
    let call: WebAPICall
    /// How it ended, and when; `nil` if the recording stopped before.
    var outcome: (entry: Int, at: Int64, KeptOutcome)?
}

/// A recorded message of the bot.
struct RecordedSend: Sendable {
    let entry: Int
    let at: Int64
    let socket: Int
    let message: SocketMessage
    /// What kind of message it is.
    let kind: SentMessage.Kind
    /// The action it is; `nil` for a JSON ping, which is no more than a sign of life.
    let action: Int?
    /// The frame that answers it.
    var reply: FrameRef?

    /// What it says, taken apart each time: hardly anybody asks twice.
    var reading: SentMessage { SentMessage(message) }
}

/// A recorded frame, or the end of a socket.
struct RecordedFrame: Sendable {
    /// What a frame is to its socket, and so what a perturbation may do to it.
    enum Role: Sendable, Hashable {
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

    var role = Role.timed
    /// Whether it answers a JSON ping.
    var isPong = false
    /// Whether it is a WebSocket ping or pong.
    private let isSignal: Bool
    var causes: [Cause] = []
    /// What it delivers, over Socket Mode.
    var delivery: RecordedDelivery?

    init(entry: Int, at: Int64, event: SocketEvent) {
        shortEntry = UInt32(entry)
        self.at = at
        switch event {
        case .ping, .pong: isSignal = true
        case .message, .closed: isSignal = false
        }
    }

    var entry: Int { Int(shortEntry) }
    /// The message it answers; its own cause, besides `causes`.
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
    /// The envelope it delivers.
    var envelope: String? { delivery?.envelope }
    /// The envelope of the delivery before, if that was never acknowledged.
    var repeatsUnacknowledged: String? { delivery?.repeatsUnacknowledged }

    /// Whether it says no more than that somebody is there.
    var isSignOfLife: Bool { isSignal || isPong }

    /// Whether it tells of something that the bot did.
    var isAboutBot: Bool {
        causes.contains { cause in
            switch cause {
            case .action, .answer: true
            case .frame: false
            }
        }
    }
}

/// A recorded delivery of Socket Mode; apart from its frame, because over RTM there is none.
final class RecordedDelivery: Sendable {
    let envelope: String
    let repeatsUnacknowledged: String?

    init(_ envelope: String, repeatsUnacknowledged: String?) {
        self.envelope = envelope
        self.repeatsUnacknowledged = repeatsUnacknowledged
    }
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
    var frames: [RecordedFrame] = []
    /// What they say.
    var contents = FrameContents()
    /// Whether Slack or the network ended it in the recording.
    var isEnded = false
    /// The action with which the bot ended it in the recording.
    var closeAction: Int?
}
