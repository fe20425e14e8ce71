import NIOCore
import NIOHTTP1
import SlackWire

/// What one connection has received and still owes, as long as it speaks HTTP.
///
/// No I/O, no clock.
struct HTTPConnectionState {
    /// What to do after something came in.
    enum Reaction {
        /// Nothing.
        case nothing
        /// Tell the client to go on and send the body it announced.
        case sendContinue
        /// Pass the request on.
        case deliver(IncomingRequest)
        /// Pass the request on, and its body as it comes: what of it is there, and then the rest.
        case deliverFlowing(IncomingRequest, start: ByteBuffer, length: Int?, expectsContinue: Bool)
        /// Pass this on of a body that flows.
        case pass(ByteBuffer)
        /// Pass the end of that body on.
        case endBody
        /// Break the connection off: of a request that is being passed on there is no other way to say that it is not whole.
        case breakOff
        /// Refuse: write this and close.
        case refuse(Reply)
    }

    /// An answer as it goes out.
    struct Reply {
        /// What happens to the connection after it.
        enum Ending: Sendable {
            /// It stays open.
            case keepOpen
            /// It is closed.
            case close
            /// It is closed for writing, and read until the client has finished too: a client that is
            /// still sending would otherwise lose the answer.
            case linger
        }

        var head: HTTPResponseHead
        var body: [UInt8]
        var ending: Ending
    }

    /// The answer that is on its way to the oldest request.
    struct Flow {
        /// How many bytes of the body are still to come; `nil` if its end says so.
        var bytesLeft: Int?
        /// Whether the request brings a body at all.
        var hasBody: Bool
        /// Whether the end of the connection is the end of the body.
        var endsWithConnection: Bool

        /// Whether each piece says how long it is.
        var isInChunks: Bool { hasBody && bytesLeft == nil && !endsWithConnection }
    }

    /// What the end of the client's side means.
    enum InputEnd {
        /// The client is gone.
        case close
        /// The answers that it waits for go out, if they can.
        case wait
        /// The same, but first an interim answer, which only a client can take who is still there.
        case interim
        /// The same, but first a zero in front of the size of the next chunk.
        case zero
    }

    /// Where reading stands.
    enum Reading {
        /// Between requests, or within a header.
        case head
        /// Within a body, with the header it belongs to and what came of it.
        case body(HTTPRequestHead, ByteBuffer, BodyFlow)
        /// Within a body that is passed on as it comes.
        case flowing(HTTPRequestHead)
        /// Nothing that comes counts any more.
        case finished
    }

    /// A request without an answer.
    private struct Owed {
        var head: HTTPRequestHead
        var closes: Bool
        /// Whether its body is still on its way.
        var isReceived = true
    }

    private let limits: SlackServerConfiguration.Limits
    private(set) var reading = Reading.head
    private var owed: [Owed] = []
    /// A refusal that must wait until the requests before it are answered.
    private var refusal: OutgoingAnswer?
    private(set) var isStopping = false
    /// Whether the client sends nothing more.
    private var isInputEnded = false
    private var flow: Flow?
    /// Whether the oldest request gets no answer.
    private(set) var isSilent = false

    init(limits: SlackServerConfiguration.Limits) {
        self.limits = limits
    }

    /// Whether no request is being received or answered.
    var isIdle: Bool {
        guard case .head = reading else { return false }
        return owed.isEmpty
    }

    /// Whether a request's header has come, and its end not yet.
    var isReceivingBody: Bool {
        guard case .body = reading else { return false }
        return true
    }

    /// Whether the next thing that comes is a request's header.
    var isBetweenRequests: Bool {
        guard case .head = reading else { return false }
        return true
    }

    /// How long the body may become that is being put together; `nil` if there is none.
    var longestBody: Int? {
        guard case .body(_, _, let flow) = reading else { return nil }
        return flow.wholeBytes
    }

    /// Whether a body is being passed on as it comes.
    var isPassingBody: Bool {
        guard case .flowing = reading else { return false }
        return true
    }

    /// Takes a request's header.
    mutating func receive(head: HTTPRequestHead) -> Reaction {
        guard case .head = reading else { return .nothing }
        let flow = BodyFlow(head, limits: limits)
        if flow.flowsAtOnce { return pass(on: head, from: ByteBuffer(), length: flow.length) }
        reading = .body(head, ByteBuffer(), flow)
        return head.expectsContinue && owed.isEmpty ? .sendContinue : .nothing
    }

    /// Takes a piece of a request's body.
    mutating func receive(body piece: ByteBuffer) -> Reaction {
        if isPassingBody { return .pass(piece) }
        guard case .body(let head, var body, let flow) = reading else { return .nothing }
        reading = .head  // So that the buffer has one owner, and appending does not copy.
        body.writeImmutableBuffer(piece)
        guard body.readableBytes <= flow.wholeBytes else {
            return pass(on: head, from: body, length: flow.length)
        }
        reading = .body(head, body, flow)
        return .nothing
    }

    private mutating func pass(
        on head: HTTPRequestHead,
        from start: ByteBuffer,
        length: Int?
    ) -> Reaction {
        reading = .flowing(head)
        owed.append(Owed(head: head, closes: Self.closes(head), isReceived: false))
        return .deliverFlowing(
            IncomingRequest(head, body: []),
            start: start,
            length: length,
            expectsContinue: head.expectsContinue && start.readableBytes == 0
        )
    }

    /// NIO's parser stops for good at what looks like an upgrade to it.
    private static func closes(_ head: HTTPRequestHead) -> Bool {
        !head.isKeepAlive || head.asksForUpgrade || head.method == .CONNECT
    }

    /// Takes the end of a request.
    mutating func receiveEnd() -> Reaction {
        switch reading {
        case .flowing(let head):
            reading = Self.closes(head) ? .finished : .head
            // Nothing comes behind it before its end.
            owed[owed.count - 1].isReceived = true
            return .endBody
        case .body(let head, let body, _):
            let closes = Self.closes(head)
            reading = closes ? .finished : .head
            owed.append(Owed(head: head, closes: closes))
            return .deliver(IncomingRequest(head, body: Array(buffer: body)))
        case .head, .finished: return .nothing
        }
    }

    /// Takes the news that what came cannot be read, or did not come in time.
    mutating func fail(_ answer: OutgoingAnswer) -> Reaction {
        switch reading {
        case .finished: return .nothing
        case .flowing:
            reading = .finished
            return .breakOff
        case .body(let head, _, _): return refuse(answer, to: head)
        case .head:
            return refuse(answer, to: HTTPRequestHead(version: .http1_1, method: .GET, uri: ""))
        }
    }

    /// Refuses a request, or what is no request, and reads no further.
    mutating func refuse(_ answer: OutgoingAnswer, to head: HTTPRequestHead) -> Reaction {
        reading = .finished
        guard owed.isEmpty else {
            refusal = answer
            return .nothing
        }
        return .refuse(Reply(answer, to: head, ending: .linger))
    }

    /// Takes the answer to the oldest request that has none, and says what goes out.
    mutating func answer(_ answer: OutgoingAnswer) -> [Reply] {
        // Answers come in the order of the requests, so nothing comes behind one that is kept waiting.
        guard !owed.isEmpty, !isSilent else { return [] }
        let request = owed.removeFirst()
        guard request.isReceived else {
            return [Reply(answer, to: request.head, ending: endEarly())]
        }
        let isLast = request.closes || (endsWhenAnswered && owed.isEmpty && refusal == nil)
        var replies = [Reply(answer, to: request.head, ending: isLast ? .close : .keepOpen)]
        if owed.isEmpty, let refusal {
            self.refusal = nil
            replies.append(Reply(refusal, to: request.head, ending: .linger))
        }
        return replies
    }

    /// A request has its answer before all of it has come: nobody wants the rest, and what follows it is not found.
    private mutating func endEarly() -> Reply.Ending {
        reading = .finished
        return .linger
    }

    /// Takes the head of the answer to the oldest request that has none; its body follows in pieces.
    mutating func begin(_ answer: OutgoingAnswer) -> HTTPResponseHead? {
        guard let request = owed.first, !isSilent, flow == nil else { return nil }
        let (head, flow) = Reply.begin(answer, to: request.head, closes: request.closes)
        self.flow = flow
        return head
    }

    /// Takes a piece of the body, and says what of it goes out.
    ///
    /// What is longer than announced would be taken for the next answer.
    mutating func pass(_ piece: [UInt8]) -> [UInt8] {
        guard var flow, flow.hasBody else { return [] }
        defer { self.flow = flow }
        guard let left = flow.bytesLeft else { return piece }
        flow.bytesLeft = max(left - piece.count, 0)
        return piece.count <= left ? piece : Array(piece.prefix(left))
    }

    /// Takes the end of the body, and says what becomes of the connection; `nil` if the body is shorter than announced, which only
    /// the end of the connection can say.
    mutating func endFlow() -> (ending: Reply.Ending, refusal: Reply?)? {
        guard let flow, !isSilent else { return nil }
        self.flow = nil
        let request = owed.removeFirst()
        if flow.hasBody, let left = flow.bytesLeft, left > 0 { return nil }
        guard request.isReceived else { return (endEarly(), nil) }
        let isLast =
            request.closes || flow.endsWithConnection
            || (endsWhenAnswered && owed.isEmpty && refusal == nil)
        guard !isLast, owed.isEmpty, let refusal else { return (isLast ? .close : .keepOpen, nil) }
        self.refusal = nil
        return (.keepOpen, Reply(refusal, to: request.head, ending: .linger))
    }

    /// Takes the news that the oldest request gets no answer, so that the connection is of no more use, and says whether to
    /// close it now.
    ///
    /// What still comes does not count.
    mutating func keepSilent() -> Bool {
        isSilent = true
        reading = .finished
        refusal = nil
        return endsWhenAnswered
    }

    /// Takes the yes to an upgrade, and gives back the request that asked for it.
    mutating func acceptSocket() -> HTTPRequestHead? {
        guard owed.count == 1, owed[0].head.asksForUpgrade else { return nil }
        return owed.removeFirst().head
    }

    /// Whether a client may end its side now, and have its answers still: all of its requests are there, and none is for a WebSocket.
    var isInputEndAllowed: Bool {
        !isSilent && !owed.isEmpty && owed.allSatisfy { $0.isReceived && !$0.head.asksForUpgrade }
    }

    /// Takes the news that the client sends nothing more.
    ///
    /// A client that has ended its side looks like one that is gone until it is sent something: before an answer an interim one, which
    /// HTTP/1.0 does not know, and within one what changes nothing. Where neither can be, the next piece of the answer shows which it is.
    mutating func endInput() -> InputEnd {
        isInputEnded = true
        guard isInputEndAllowed, let oldest = owed.first else { return .close }
        guard let flow else { return oldest.head.version.minor > 0 ? .interim : .wait }
        return flow.isInChunks ? .zero : .wait
    }

    /// Whether the connection ends with the answers that are owed.
    private var endsWhenAnswered: Bool { isStopping || isInputEnded }

    /// Takes the news that the server is stopping, and says whether to close now.
    mutating func stop() -> Bool {
        isStopping = true
        // Nobody is owed anything who has been kept waiting on purpose.
        if isSilent { return true }
        if case .finished = reading { return false }
        return owed.isEmpty
    }
}
