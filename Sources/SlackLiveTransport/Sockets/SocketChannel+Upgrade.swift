import RepriseFloor
import SlackWire
import WebSocketCodec

// From a connection to a WebSocket, or to a clear refusal.

extension SocketChannel {
    /// The answer of a server that does not want us.
    struct Refusal {
        /// The HTTP status.
        let status: Int
        /// The body's length, if the server said so.
        let length: Int?
        /// The beginning of the body.
        private(set) var body: [UInt8] = []

        /// As much as an excerpt can need.
        private static let limit = 1024

        init(status: Int, length: Int?) {
            self.status = status
            self.length = length
        }

        /// Whether enough of the body is there.
        var isComplete: Bool { body.count >= min(length ?? Self.limit, Self.limit) }

        /// Takes more of the body.
        mutating func take(_ bytes: RawSpan, from offset: Int) {
            bytes.extracting(droppingFirst: offset).withUnsafeBytes { more in
                body.append(contentsOf: more.prefix(Self.limit - body.count))
            }
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
                let length = fields.value(named: "content-length").flatMap { Int($0) }
                var refusal = Refusal(status: status, length: length)
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
        let excerpt = SocketFailures.excerpt(of: refusal.body, hiding: endpoint.requestTarget)
        fail(SocketFailures.refused(place, status: refusal.status, excerpt: excerpt))
    }

    /// Ends the attempt to open.
    func fail(_ failure: TransportFailure) {
        opening?.resolve(.failure(failure))
        opening = nil
        stage = .gone
        inbox.finish(SocketClose(reason: "it was never open", by: .lost))
    }
}
