import SessionRecording
import SlackWire

/// What the frames of one socket say: in memory, or where in the text of the session it stands.
struct FrameContents: Sendable {
    /// Where each frame's message stands, if the text is at hand.
    private var places: [ScratchBytes.Place] = []
    /// What stands nowhere as it is, by the frame's place among the socket's.
    private var others: [Int: SocketEvent] = [:]
    /// What each frame says, if no text is at hand.
    private var events: [SocketEvent] = []

    /// Adds what the next frame says.
    ///
    /// - Parameters:
    ///   - place: Where its message stands.
    ///   - isStored: Whether messages are to be read again from their places.
    mutating func append(_ event: SocketEvent, at place: ScratchBytes.Place?, isStored: Bool) {
        guard isStored else { return events.append(event) }
        if case .message(let message) = event, message.kind == .text, let place {
            places.append(place)
        } else {
            others[places.count] = event
            places.append(.nowhere)
        }
    }

    /// What the frame at a place among the socket's says.
    ///
    /// - Parameter reader: Reads the session's text, if that is at hand.
    func event(_ frame: Int, by reader: ScratchReader?) -> SocketEvent {
        guard let reader else { return events[frame] }
        return others[frame] ?? .message(reader.message(at: places[frame]))
    }
}

extension RecordedTimeline {
    /// Reads the session's text; `nil` if what frames say is in memory.
    func makeReader() -> ScratchReader? { text.map { ScratchReader($0) } }

    /// What a frame says.
    ///
    /// - Parameter reader: One of ``makeReader()``; those who read in different places have one each.
    func event(of ref: FrameRef, by reader: ScratchReader?) -> SocketEvent {
        sockets[ref.socket].contents.event(ref.frame, by: reader)
    }

    /// How a call ended; `nil` if the recording stopped before.
    ///
    /// - Parameter reader: One of ``makeReader()``.
    func outcome(of call: Int, by reader: ScratchReader?) -> RecordedCall.Outcome? {
        switch calls[call].outcome?.2 {
        case .kept(let outcome): outcome
        case .answer(let place): reader.map { .answer($0.answer(at: place)) }
        case nil: nil
        }
    }

    /// What Slack answered to a call; `nil` if it did not.
    ///
    /// - Parameter reader: One of ``makeReader()``.
    func answer(to call: Int, by reader: ScratchReader?) -> WebAPIAnswer? {
        guard case .answer(let answer)? = outcome(of: call, by: reader) else { return nil }
        return answer
    }
}
