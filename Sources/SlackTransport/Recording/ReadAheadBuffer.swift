import RepriseFloor
import SlackWire

/// The events that were read from a socket and that the bot has not taken yet.
///
/// A state machine without I/O: it says who must be woken and when reading must pause.
struct ReadAheadBuffer: Sendable {
    /// What the reader is to do next.
    enum Reading: Sendable, Hashable {
        /// There is room: read on.
        case goOn
        /// The buffer is full: wait until the bot has taken something.
        case pause
        /// The socket has ended: there is nothing more to read.
        case stop
    }

    /// What the bot gets.
    enum Taking: Sendable, Hashable {
        /// The next event.
        case event(SocketEvent)
        /// The socket failed, and everything before was taken.
        case failure(TransportFailure)
        /// Nothing has arrived.
        case empty
    }

    private let limit: Int
    private var events: FIFO<SocketEvent> = FIFO()
    private var end: Taking?

    /// Makes an empty buffer that holds at most `limit` events, and at least one.
    init(limit: Int) {
        self.limit = max(1, limit)
    }

    /// Takes in an event that was read.
    mutating func arrived(_ event: SocketEvent) -> Reading {
        guard end == nil else { return .stop }
        if case .closed = event {
            end = .event(event)
            return .stop
        }
        events.append(event)
        return reading
    }

    /// Takes in the failure with which reading ended.
    mutating func failed(_ failure: TransportFailure) {
        if end == nil { end = .failure(failure) }
    }

    /// What the reader is to do now.
    var reading: Reading {
        if end != nil { return .stop }
        return events.count < limit ? .goOn : .pause
    }

    /// Hands out the next event; after the socket's end, the end again and again.
    ///
    /// A failure comes once, and then the connection is lost.
    mutating func take() -> Taking {
        if let event = events.popFirst() { return .event(event) }
        guard let end else { return .empty }
        if case .failure(let failure) = end {
            self.end = .event(.closed(SocketClose(reason: failure.message, by: .lost)))
        }
        return end
    }
}
