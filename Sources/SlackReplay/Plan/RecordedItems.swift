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
    var conversation: (id: UInt64, entry: Int)?

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

    let entry: Int
    let at: Int64
    let action: Int
    let call: WebAPICall
    /// How it ended, and when; `nil` if the recording stopped before.
    var outcome: (entry: Int, at: Int64, Outcome)?
}

/// A recorded message of the bot.
struct RecordedSend: Sendable {
    let entry: Int
    let at: Int64
    let socket: Int
    let message: SocketMessage
    let reading: SentMessage
    /// The action it is; `nil` for a JSON ping, which is no more than a sign of life.
    let action: Int?
    /// The frame that answers it.
    var reply: FrameRef?
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

    let entry: Int
    let at: Int64
    let event: SocketEvent
    var role = Role.timed
    var causes: [Cause] = []
    /// The latest frames before it about the same things, which it does not overtake.
    var predecessors: [FrameRef] = []
    /// The message it answers; its own cause, besides `causes`.
    var reply: Int?
    /// Whether it answers a JSON ping.
    var isPong = false
    /// How many actions stand before it in the recording.
    var actionsBefore = 0
    /// The conversation it stands in and the person it comes from, by their hashes; 0 for none.
    var channel: UInt64 = 0
    var person: UInt64 = 0
    /// The envelope it delivers, and whether it repeats a delivery that was never acknowledged.
    var envelope: String?
    var repeatsUnacknowledged: String?

    /// Whether it says no more than that somebody is there.
    var isSignOfLife: Bool {
        switch event {
        case .ping, .pong: true
        case .message, .closed: isPong
        }
    }

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
    /// Whether Slack or the network ended it in the recording.
    var isEnded = false
    /// The action with which the bot ended it in the recording.
    var closeAction: Int?
}
