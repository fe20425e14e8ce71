import CCurl
import SlackWire
import WebSocketCodec

/// One WebSocket on the thread of libcurl, from the first connect to the last byte.
///
/// libcurl connects, through proxies and TLS if need be, and carries bytes; the upgrade and the frames
/// are the codec's. Confined to the thread of libcurl.
final class SocketChannel {
    /// How far the WebSocket has come.
    enum Stage {
        /// libcurl connects.
        case connecting
        /// The upgrade was sent, or part of it, and the answer has not come in whole.
        case upgrading
        /// The upgrade was refused; the reason is being read.
        case refused(Refusal)
        /// Frames go both ways; also while a goodbye waits for its answer.
        case open
        /// Both sides said goodbye; what is left is written, and the peer is to end the connection.
        case lingering
        /// The connection is of no more use.
        case gone
    }

    /// Somebody who waits until what he sent has been written.
    struct Sender {
        /// The number of bytes that have to be written by then, since the socket was opened.
        let target: Int
        let pending: Pending<Void>
    }

    let handle: EasyHandle
    let settings: EngineSettings
    let endpoint: WebAddress
    /// What the socket is called in sentences.
    let place: String
    let inbox: SocketInbox
    var handshake: ClientHandshake
    var connection: WebSocketConnection
    var generator: any RandomNumberGenerator = SystemRandomNumberGenerator()

    var stage = Stage.connecting
    /// Who waits for the socket to open; `nil` once it is open or has failed.
    var opening: Pending<SocketInbox>?
    var descriptor: Int32 = -1
    /// When something is to happen that has not happened by itself, in nanoseconds.
    var deadline = Int64.max
    /// When the peer was last heard.
    var lastHeard: Int64 = 0
    /// When the connection last took bytes.
    var lastWritten: Int64 = 0
    /// The payload of the last ping of ours, whose pong is nobody else's business.
    var probe: [UInt8]?
    /// When that ping was sent, while it waits for a sign of life.
    var probedAt: Int64?
    /// The goodbye that this end said.
    var ownGoodbye: SocketClose?

    /// Bytes that were received and not decoded because the inbox was full.
    var unread: [UInt8] = []
    /// Whether the connection is not read because the inbox is full.
    var isPaused = false
    var isReadable = false
    /// Whether nothing can be written any more.
    var isMute = false
    let sending = SendBuffer()
    /// How much of the upgrade has been put into the send buffer.
    var requestOffset = 0
    /// Bytes of frames written since the socket was opened.
    var writtenCount = 0
    var senders: [Sender] = []
    var closers: [Pending<Void>] = []

    /// Makes a channel, not connected; `nil` when libcurl has no memory.
    init?(_ request: PreparedSocket, _ settings: EngineSettings, _ opening: Pending<SocketInbox>) {
        guard let handle = EasyHandle(settings) else { return nil }
        self.handle = handle
        self.settings = settings
        self.opening = opening
        endpoint = request.endpoint
        place = request.place
        handshake = ClientHandshake(
            host: request.endpoint.hostAndPort,
            target: request.endpoint.requestTarget,
            fields: request.fields,
            key: WebSocketKey(using: &generator)
        )
        connection = WebSocketConnection(
            role: .client,
            messageLimit: settings.limits.messageBytes
        )
        inbox = SocketInbox(
            capacity: settings.limits.socketBacklog,
            byteCapacity: max(settings.limits.messageBytes, 1 << 20)
        )
        let raw = handle.raw
        curl_easy_setopt(raw, CURLOPT_URL, request.connectURL)
        curl_easy_setopt(raw, CURLOPT_CONNECT_ONLY, 1)
        // Only HTTP/1.1 knows this upgrade, so ALPN must not choose another.
        curl_easy_setopt(raw, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        curl_easy_setopt(raw, CURLOPT_HTTPPROXYTUNNEL, 1)
        curl_easy_setopt(raw, CURLOPT_FRESH_CONNECT, 1)
        handle.setProxy(settings.proxy, for: request.endpoint)
    }

    /// Whether nothing is left to do.
    var isGone: Bool {
        if case .gone = stage { true } else { false }
    }

    /// What is to be waited for, in libcurl's words.
    var wantedEvents: Int16 {
        var events: Int16 = 0
        switch stage {
        case .connecting, .gone: return 0
        case .upgrading, .refused, .open, .lingering: break
        }
        if !isPaused { events |= Int16(CURL_WAIT_POLLIN) }
        if !isMute, hasUnsent { events |= Int16(CURL_WAIT_POLLOUT) }
        return events
    }

    /// Takes the result of a wait.
    func noteReadiness(_ events: Int16) {
        // An error or a hang-up shows itself at the next read.
        if events & ~Int16(CURL_WAIT_POLLOUT) != 0 { isReadable = true }
    }

    /// Takes the news that libcurl has connected, or could not.
    func connected(_ code: CURLcode, now: Int64) {
        var socket = curl_socket_t(-1)
        guard code == CURLE_OK, reprise_easy_getinfo_socket(handle.raw, &socket) == CURLE_OK,
            socket >= 0
        else {
            let reason = CurlFailure(code, handle, certificateFile: settings.certificateFile)
            fail(reason.failure(place, settings.timeouts))
            return
        }
        descriptor = socket
        lastHeard = now
        deadline = now + settings.timeouts.upgrade.nanoseconds
        stage = .upgrading
    }

    /// Does all that can be done without waiting.
    ///
    /// - Returns: Whether there is more to do before the next wait.
    func attend(_ scratch: inout [UInt8], now: Int64) -> Bool {
        write(now: now)
        for _ in 0..<16 {
            if isPaused || isGone { return false }
            if !unread.isEmpty {
                let bytes = unread
                unread = []
                decode(bytes.span.bytes, now: now)
            } else if isReadable {
                read(&scratch, now: now)
            } else if isMute {
                ended("the connection broke while it was written to")
            } else {
                return false
            }
            write(now: now)
        }
        return true
    }
}
