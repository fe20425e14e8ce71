import RepriseFloor
import SlackWire

/// How far one recorded socket has come in a replay.
struct SocketProgress: Sendable {
    /// Whether and how the bot has it.
    enum State: Sendable, Hashable {
        /// The bot has not asked for it.
        case unopened
        /// The bot asked at that time, and what gives its URL has not happened.
        case opening(since: Duration)
        /// The bot has it since that time.
        case open
        /// It is over; asking for more gives this end again.
        case ended(SocketClose)
        /// It was refused, as recorded.
        case refused
        /// It was asked for before anything gave its URL, and nothing ever did.
        case denied(TransportFailure)
    }

    /// Whether nothing more can come of it.
    var isOver: Bool {
        switch state {
        case .ended, .refused, .denied: true
        case .unopened, .opening, .open: false
        }
    }

    var state = State.unopened
    /// The place of the first frame that is still queued.
    var head = 0
    /// The latest frame that was released in its turn, or the opening: gaps count from here.
    var latest: (arrival: Duration, at: Int64) = (.zero, 0)
    /// What is ready at once: pongs, and replies that the replay makes up.
    var instant = FIFO<SocketEvent>()
    /// Frames out of their turn, whose causes have come.
    var late = DueQueue()
    /// Replies whose message was sent; they may overtake a frame whose cause has not come.
    var replies = DueQueue()
}
