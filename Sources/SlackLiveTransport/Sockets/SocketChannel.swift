import CCurl
import RepriseFloor
import SlackWire
import WebSocketCodec

/// One WebSocket on the thread of libcurl, from the first connect to the last byte.
///
/// libcurl connects, through proxies and TLS if need be, and carries bytes; the upgrade and the open WebSocket are the
/// codec's. This is what stands between: it moves bytes, and tells tasks what the ``WebSocketEndpoint`` says. Confined to the
/// thread of libcurl.
final class SocketChannel {
    /// How far the WebSocket has come.
    enum Stage {
        /// libcurl connects.
        case connecting
        /// The upgrade was sent, or part of it, and the answer has not come in whole.
        case upgrading
        /// The upgrade was refused; the reason is being read.
        case refused(Refusal)
        /// The WebSocket was opened, and ``SocketChannel/link`` knows how far it is.
        case open
        /// The connection is of no more use.
        case gone
    }

    let handle: EasyHandle
    /// What carries the bytes: the handle, but in tests.
    let stream: any SocketStream
    let settings: EngineSettings
    let endpoint: WebAddress
    /// What the socket is called in sentences.
    let place: String
    let inbox: SocketInbox
    var handshake: ClientHandshake
    /// The WebSocket once it is open.
    var link: WebSocketEndpoint

    var stage = Stage.connecting
    /// Who waits for the socket to open; `nil` once it is open or has failed.
    var opening: Pending<SocketInbox>?
    var descriptor: Int32 = -1
    /// When the upgrade has taken too long, in nanoseconds.
    var upgradeDeadline = Int64.max

    var isReadable = false
    /// Whether writing failed before the WebSocket was open.
    var isMute = false
    let sending = SendBuffer()
    /// How much of the upgrade has been put into the send buffer.
    var requestOffset = 0
    /// How much of it has been written.
    var requestWritten = 0
    /// Who waits until what he sent has been written, in the order of sending.
    var senders = FIFO<Pending<Void>>()
    var closers: [Pending<Void>] = []

    /// Makes a channel, not connected; `nil` when libcurl has no memory.
    ///
    /// - Parameter stream: What carries the bytes; `nil` for what libcurl connects.
    init?(
        _ request: PreparedSocket,
        _ settings: EngineSettings,
        _ opening: Pending<SocketInbox>,
        over stream: (any SocketStream)? = nil
    ) {
        guard let handle = EasyHandle(settings) else { return nil }
        self.handle = handle
        self.stream = stream ?? handle
        self.settings = settings
        self.opening = opening
        endpoint = request.endpoint
        place = request.place
        var generator: any RandomNumberGenerator = SystemRandomNumberGenerator()
        handshake = ClientHandshake(
            host: request.endpoint.hostAndPort,
            target: request.endpoint.requestTarget,
            fields: request.fields,
            key: WebSocketKey(using: &generator)
        )
        link = WebSocketEndpoint(settings.link, now: 0)
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
        case .upgrading, .refused: events |= Int16(CURL_WAIT_POLLIN)
        case .open: if link.wantsBytes { events |= Int16(CURL_WAIT_POLLIN) }
        }
        if hasUnsent { events |= Int16(CURL_WAIT_POLLOUT) }
        return events
    }

    /// When something is to happen that has not happened by itself, in nanoseconds.
    var deadline: Int64 {
        switch stage {
        case .connecting, .gone: .max
        case .upgrading, .refused: upgradeDeadline
        case .open: link.deadline
        }
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
        beginUpgrade(now: now)
    }

    /// Does all that can be done without waiting.
    ///
    /// - Returns: Whether there is more to do before the next wait.
    func attend(_ scratch: inout [UInt8], now: Int64) -> Bool {
        write(now: now)
        for _ in 0..<16 {
            switch stage {
            case .connecting, .gone: return false
            case .upgrading, .refused: break
            case .open: if !link.wantsBytes { return false }
            }
            guard isReadable else { return false }
            read(&scratch, now: now)
            write(now: now)
        }
        return true
    }

    /// Does what is due when something has not happened in time.
    func expire(now: Int64) {
        switch stage {
        case .connecting, .gone: break
        case .upgrading: fail(SocketFailures.upgradeTimeout(place, settings.timeouts.upgrade))
        case .refused(let refusal): refuse(refusal)
        case .open:
            link.timePassed(now: now)
            // Where nothing can be written any more, it is a read that finds nothing which ends the wait.
            isReadable = true
            takeActions(now: now)
        }
    }
}
