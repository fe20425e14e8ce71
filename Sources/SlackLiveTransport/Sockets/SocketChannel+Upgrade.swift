import RepriseFloor
import SlackWire
import WebSocketCodec

// From a connection to a WebSocket, or to a clear refusal.

extension SocketChannel {
    /// The answer of a server that does not want us.
    struct Refusal {
        private let status: Int
        private let fields: [HandshakeField]
        /// How many bytes the body has; `nil` if its end says so.
        private let length: Int?
        private var chunks: ChunkedBody?
        private var body: [UInt8] = []

        /// More than a page that says why.
        private static let limit = 1 << 20

        init(status: Int, fields: [HandshakeField]) {
            self.status = status
            self.fields = fields
            let isChunked = fields.value(named: "transfer-encoding") != nil
            chunks = isChunked ? ChunkedBody() : nil
            let announced = fields.value(named: "content-length").flatMap { Int($0) }
            length = status == 204 || status == 304 ? 0 : isChunked ? nil : announced
        }

        /// Whether the body is there, or as much of it as anybody wants.
        var isComplete: Bool {
            chunks?.isComplete == true || body.count >= min(length ?? Self.limit, Self.limit)
        }

        /// Takes more of the body.
        mutating func take(_ bytes: RawSpan, from offset: Int) {
            let more = bytes.extracting(droppingFirst: offset).withUnsafeBytes { Array($0) }
            let content = chunks == nil ? more : chunks?.content(of: more) ?? []
            body += content.prefix(min(length ?? Self.limit, Self.limit) - body.count)
        }

        /// What the server answered, framed by nothing.
        var answer: WebAPIAnswer {
            let kept = fields.filter {
                !HeaderRules.ownFields.contains($0.name) && $0.name != "sec-websocket-accept"
            }
            let headers = kept.map { HTTPHeaders.Field(name: $0.name, value: $0.value) }
            return WebAPIAnswer(status: status, headers: HTTPHeaders(headers), body: body)
        }
    }

    /// Asks for the upgrade, on a connection that stands.
    func beginUpgrade(now: Int64) {
        stage = .upgrading
        upgradeDeadline = now + settings.timeouts.upgrade.nanoseconds
    }

    /// Takes bytes of the answer to the upgrade.
    func upgrade(_ bytes: RawSpan, now: Int64) {
        var offset = 0
        do throws(HandshakeError) {
            switch try handshake.next(in: bytes, from: &offset) {
            case nil:
                break
            case .upgraded:
                opened(now: now)
                takeFrames(bytes.extracting(droppingFirst: offset), now: now)
            case .refused(let status, let fields):
                var refusal = Refusal(status: status, fields: fields)
                refusal.take(bytes, from: offset)
                if refusal.isComplete { refuse(refusal) } else { stage = .refused(refusal) }
            }
        } catch {
            fail(SocketFailures.handshake(place, error))
        }
    }

    private func opened(now: Int64) {
        stage = .open
        link = WebSocketEndpoint(settings.link, now: now)
        // If the task that asked was cancelled meanwhile, nobody would ever close this socket.
        let isWanted = opening?.resolve(.success(inbox)) ?? false
        opening = nil
        if !isWanted { goodbye(code: 1001, reason: "", now: now) }
    }

    /// Tells whoever opens the socket that the server does not want it.
    func refuse(_ refusal: Refusal) {
        fail(SocketFailures.refused(place, refusal.answer, hiding: endpoint.requestTarget))
    }

    /// Ends the attempt to open.
    func fail(_ failure: TransportFailure) {
        opening?.resolve(.failure(failure))
        opening = nil
        stage = .gone
        inbox.finish(SocketClose(reason: "it was never open", by: .lost))
    }
}
