import RepriseFloor
import SessionRecording
import SlackWire

/// What was said in a session, in the order in which it was said: in memory, or where in the text of the session it stands.
struct RecordedContents<Value: Sendable>: Sendable {
    /// Where each stands, if the text is at hand.
    private var places = ScratchArray<ScratchBytes.Place>()
    /// What stands nowhere as it is, by its place among all.
    private var others: [Int: Value] = [:]
    /// All of them, if no text is at hand.
    private var values: [Value] = []

    /// Adds what was said next.
    ///
    /// - Parameters:
    ///   - place: Where it stands.
    ///   - isStored: Whether it is to be read again from its place.
    mutating func append(_ value: Value, at place: ScratchBytes.Place?, isStored: Bool) {
        guard isStored else { return values.append(value) }
        if place == nil { others[places.count] = value }
        places.append(place ?? .nowhere)
    }

    /// What was said at a place among all.
    ///
    /// - Parameters:
    ///   - reader: Reads the session's text, if that is at hand.
    ///   - read: Reads what stands at a place.
    func value(
        _ index: Int,
        by reader: ScratchReader?,
        _ read: (ScratchReader, ScratchBytes.Place) -> Value
    ) -> Value {
        guard let reader else { return values[index] }
        return others[index] ?? read(reader, places[index])
    }
}

/// How the calls of a session ended: in memory, or where in the text of the session the answers stand.
struct RecordedOutcomes: Sendable {
    /// Where the answer to each call stands, if the text is at hand.
    private var places = ScratchArray<ScratchBytes.Place>()
    /// What stands nowhere as it is, by the call.
    private var others: [Int: RecordedCall.Outcome] = [:]

    /// Notes how a call ended.
    ///
    /// - Parameter place: Where the answer stands that is to be read again.
    mutating func note(_ outcome: RecordedCall.Outcome, of call: Int, at place: ScratchBytes.Place?)
    {
        guard let place else { return others[call] = outcome }
        while places.count <= call { places.append(.nowhere) }
        places[call] = place
    }

    /// How a call ended that did.
    ///
    /// - Parameter reader: Reads the session's text, if that is at hand.
    func outcome(of call: Int, by reader: ScratchReader?) -> RecordedCall.Outcome? {
        if let outcome = others[call] { return outcome }
        guard let reader, call < places.count, places[call] != .nowhere else { return nil }
        return .answer(reader.answer(at: places[call]))
    }
}

extension RecordedTimeline {
    /// Reads the session's text; `nil` if what was said is in memory.
    func makeReader() -> ScratchReader? { text.map { ScratchReader($0) } }

    /// What a frame says.
    ///
    /// - Parameter reader: One of ``makeReader()``; those who read in different places have one each.
    func event(of ref: FrameRef, by reader: ScratchReader?) -> SocketEvent {
        sockets[ref.socket].contents.value(ref.frame, by: reader) { reader, place in
            .message(reader.message(at: place))
        }
    }

    /// A call as the recorded bot made it.
    ///
    /// - Parameter reader: One of ``makeReader()``.
    func call(_ call: Int, by reader: ScratchReader?) -> WebAPICall {
        callContents.value(call, by: reader) { $0.call(at: $1) }
    }

    /// A message as the recorded bot sent it.
    ///
    /// - Parameter reader: One of ``makeReader()``.
    func message(_ send: Int, by reader: ScratchReader?) -> SocketMessage {
        sendContents.value(send, by: reader) { $0.message(at: $1) }
    }

    /// What a message of the recorded bot says, taken apart each time: hardly anybody asks twice.
    ///
    /// - Parameter reader: One of ``makeReader()``.
    func reading(of send: Int, by reader: ScratchReader?) -> SentMessage {
        SentMessage(message(send, by: reader))
    }

    /// How a call ended; `nil` if the recording stopped before.
    ///
    /// - Parameter reader: One of ``makeReader()``.
    func outcome(of call: Int, by reader: ScratchReader?) -> RecordedCall.Outcome? {
        calls[call].outcome == nil ? nil : outcomes.outcome(of: call, by: reader)
    }

    /// What Slack answered to a call; `nil` if it did not.
    ///
    /// - Parameter reader: One of ``makeReader()``.
    func answer(to call: Int, by reader: ScratchReader?) -> WebAPIAnswer? {
        guard case .answer(let answer)? = outcome(of: call, by: reader) else { return nil }
        return answer
    }
}

/// The arguments of recorded calls, for those who take a session apart: taken apart once if the calls are in memory, and otherwise
/// by each who asks.
struct RecordedArguments {
    private let timeline: RecordedTimeline
    private let kept: [WebAPIArguments]
    let reader: ScratchReader?

    /// - Parameter kept: The arguments of every call, if the calls are in memory.
    init(_ timeline: RecordedTimeline, kept: [WebAPIArguments]) {
        self.timeline = timeline
        self.kept = kept
        reader = timeline.makeReader()
    }

    /// A call with its arguments.
    func call(_ index: Int) -> (WebAPICall, WebAPIArguments) {
        let call = timeline.call(index, by: reader)
        return (call, reader == nil ? kept[index] : call.arguments)
    }

    /// The arguments of a call.
    subscript(index: Int) -> WebAPIArguments {
        reader == nil ? kept[index] : timeline.call(index, by: reader).arguments
    }
}
