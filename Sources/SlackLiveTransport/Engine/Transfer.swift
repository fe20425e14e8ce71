import CCurl
import RepriseFloor
import SlackTransport
import SlackWire

/// One call on its way through libcurl; its handle and buffers serve one call after another.
///
/// Confined to the thread of libcurl, which calls back into it from `curl_multi_perform`.
final class Transfer {
    /// Why a callback stopped the transfer.
    enum Stop {
        /// The body is larger than the limit.
        case bodyLimit
        /// The header fields are larger than the limit.
        case headLimit
        /// The request's body broke off.
        case bodyBroke(TransportFailure)
        /// The connection died under a request that may have been taken, and libcurl was about to send it again.
        case repetition
    }

    /// The handle.
    let handle: EasyHandle
    /// The call's number in the engine.
    private(set) var id = 0
    /// What is sent.
    private(set) var request: PreparedRequest?
    /// Who waits for the answer; `nil` once it was given, or its head was.
    private var pending: Pending<RawAnswer>?
    /// Where the body flows to; `nil` if the answer is wanted whole.
    private var inbox: PieceInbox?
    /// Whether the connection is not read because the inbox is full.
    private var isPaused = false
    /// Whether the head was given, and the body is on its way.
    var isFlowing: Bool { inbox != nil && pending == nil }
    /// When the head of an answer that flows has taken too long, in nanoseconds; libcurl watches over the others.
    private(set) var headDeadline = Int64.max
    /// When a byte was last sent or received, in nanoseconds.
    private(set) var lastActivity: Int64 = 0
    /// Why a callback stopped the transfer, if one did.
    private(set) var stop: Stop?

    private let bodyLimit: Int
    private var head: [UInt8] = []
    /// Whether the blank line behind the fields has come: libcurl takes a head that breaks off for a whole one.
    private(set) var isHeadWhole = false
    private var body: [UInt8] = []
    private var sent = 0
    private var attempts = 0
    private var headers: UnsafeMutablePointer<curl_slist>?

    /// Slack sends some 2 KiB of fields; libcurl itself stops at 100 KiB for one field.
    private static let headLimit = 256 << 10

    /// Makes a transfer; `nil` when there is no memory.
    init?(_ settings: EngineSettings) {
        guard let handle = EasyHandle(settings) else { return nil }
        self.handle = handle
        bodyLimit = settings.limits.answerBytes
        let raw = handle.raw
        let me = Unmanaged.passUnretained(self).toOpaque()
        reprise_easy_setopt_pointer(raw, CURLOPT_PRIVATE, me)
        // An empty list asks for every encoding that libcurl can undo.
        curl_easy_setopt(raw, CURLOPT_ACCEPT_ENCODING, "")
        curl_easy_setopt(raw, CURLOPT_FOLLOWLOCATION, 0)
        reprise_easy_setopt_pointer(raw, CURLOPT_WRITEDATA, me)
        curl_easy_setopt(raw, CURLOPT_WRITEFUNCTION) { bytes, size, count, me in
            Transfer.from(me)?.received(bytes, size * count) ?? 0
        }
        reprise_easy_setopt_pointer(raw, CURLOPT_HEADERDATA, me)
        curl_easy_setopt(raw, CURLOPT_HEADERFUNCTION) { bytes, size, count, me in
            Transfer.from(me)?.receivedHead(bytes, size * count) ?? 0
        }
        reprise_easy_setopt_pointer(raw, CURLOPT_READDATA, me)
        reprise_easy_setopt_read(raw, CURLOPT_READFUNCTION) { bytes, size, count, me in
            Transfer.from(me)?.fill(bytes, size * count) ?? Int(CURL_READFUNC_ABORT)
        }
        reprise_easy_setopt_pointer(raw, CURLOPT_SEEKDATA, me)
        curl_easy_setopt(raw, CURLOPT_SEEKFUNCTION) { me, offset, origin in
            Transfer.from(me)?.seek(Int(offset), origin) ?? CURL_SEEKFUNC_FAIL
        }
        _ = reprise_easy_setopt_before_request(
            raw,
            { me, _, _, _, _ in
                Transfer.from(me)?.mayBeSent == false
                    ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK
            },
            me
        )
    }

    deinit {
        curl_slist_free_all(headers)
    }

    /// The transfer that a handle belongs to.
    static func from(_ pointer: UnsafeMutableRawPointer?) -> Transfer? {
        pointer.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }
}

// MARK: - One call

extension Transfer {
    /// Sets the handle up for a call.
    func begin(_ call: HostLoad.Waiting, proxy: SlackLiveTransport.Proxy, now: Int64) {
        let request = call.request
        id = call.id
        self.request = request
        pending = call.pending
        inbox = call.inbox
        isPaused = false
        // What a client takes for sending is its own affair.
        headDeadline = call.inbox == nil || request.upload != nil ? .max : call.deadline
        lastActivity = now
        sent = 0
        stop = nil
        attempts = 0
        isHeadWhole = false
        handle.clearError()
        let raw = handle.raw
        request.url.withExactBytes { _ = curl_easy_setopt(raw, CURLOPT_URL, $0) }
        handle.setProxy(proxy, for: request.endpoint)
        // Zero is for ever: how long a body flows is up to who reads it.
        let timeLeft = call.inbox == nil ? Int(max((call.deadline - now) / 1_000_000, 1)) : 0
        curl_easy_setopt(raw, CURLOPT_TIMEOUT_MS, timeLeft)
        let hasOwnConnection = request.isUpload || (call.inbox != nil && request.isLink)
        let version = hasOwnConnection ? CURL_HTTP_VERSION_1_1 : CURL_HTTP_VERSION_2TLS
        curl_easy_setopt(raw, CURLOPT_HTTP_VERSION, Int(version))
        // With TLS a second call waits to learn whether the first one's connection can carry both.
        curl_easy_setopt(
            raw,
            CURLOPT_PIPEWAIT,
            request.endpoint.scheme.isSecure && !hasOwnConnection ? 1 : 0
        )
        // A body that flows cannot be sent again on another connection where an old one turns out to be dead.
        curl_easy_setopt(raw, CURLOPT_FRESH_CONNECT, request.upload == nil ? 0 : 1)
        for line in request.headers {
            line.withExactBytes { headers = curl_slist_append(headers, $0) }
        }
        curl_easy_setopt(raw, CURLOPT_HTTPHEADER, headers)
        setMethod(request)
    }

    private func setMethod(_ request: PreparedRequest) {
        let raw = handle.raw
        let none: UnsafePointer<CChar>? = nil
        let implied: String
        if let upload = request.upload {
            curl_easy_setopt(raw, CURLOPT_POST, 1)
            reprise_easy_setopt_pointer(raw, CURLOPT_POSTFIELDS, nil)
            let length = upload.length.map { curl_off_t($0) } ?? -1
            reprise_easy_setopt_size(raw, CURLOPT_POSTFIELDSIZE_LARGE, length)
            implied = "POST"
        } else if let body = request.body ?? (Self.sendsLength(request.verb) ? [] : nil) {
            curl_easy_setopt(raw, CURLOPT_POST, 1)
            reprise_easy_setopt_size(raw, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
            setBody(body, isUpload: request.isUpload)
            implied = "POST"
        } else if request.verb == "HEAD" {
            curl_easy_setopt(raw, CURLOPT_NOBODY, 1)
            implied = "HEAD"
        } else {
            curl_easy_setopt(raw, CURLOPT_HTTPGET, 1)
            implied = "GET"
        }
        if request.verb == implied {
            curl_easy_setopt(raw, CURLOPT_CUSTOMREQUEST, none)
        } else {
            curl_easy_setopt(raw, CURLOPT_CUSTOMREQUEST, request.verb)
        }
    }

    /// Has a large body asked for in pieces; a small one is copied and shares a packet with the head.
    private func setBody(_ body: [UInt8], isUpload: Bool) {
        if isUpload {
            reprise_easy_setopt_pointer(handle.raw, CURLOPT_POSTFIELDS, nil)
        } else if body.isEmpty {
            curl_easy_setopt(handle.raw, CURLOPT_COPYPOSTFIELDS, "")
        } else {
            body.withUnsafeBytes { bytes in
                let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
                _ = reprise_easy_setopt_pointer(handle.raw, CURLOPT_COPYPOSTFIELDS, start)
            }
        }
    }

    /// Verbs that announce a body even when there is none.
    private static func sendsLength(_ verb: String) -> Bool {
        verb == "POST" || verb == "PUT" || verb == "PATCH"
    }

    /// Goes on sending a body of which there was nothing.
    func resumeSending(_ now: Int64) {
        guard request?.upload != nil else { return }
        lastActivity = now
        // What is held back in the other direction is asked about as well, and held back again.
        _ = reprise_easy_resume(handle.raw)
    }

    /// Looks whether a body that flows is sent, from when on its answer is waited for.
    func watchUpload(_ now: Int64, patience: Int64) {
        guard let upload = request?.upload, headDeadline == .max, !isFlowing else { return }
        if upload.isSent {
            headDeadline = now + patience
        } else if upload.isStarved {
            // It is not the peer who is silent.
            lastActivity = now
        }
    }

    /// Puts off the limit on silence.
    func noteActivity(_ now: Int64) {
        lastActivity = now
    }

    /// Hands on what has come of an answer that flows, its head first.
    func publish() {
        // An interim answer is none (RFC 9110 §15.2).
        guard let inbox, isHeadWhole, handle.number(CURLINFO_RESPONSE_CODE) >= 200 else { return }
        let piece = body
        body = []
        inbox.push(piece)
        guard let pending else { return }
        self.pending = nil
        headDeadline = .max
        pending.resolve(.success(answer(isWhole: false)))
    }

    /// Goes on receiving after a pause.
    func resume(_ now: Int64) {
        guard isPaused else { return }
        isPaused = false
        lastActivity = now
        // What was held back comes at once.
        _ = reprise_easy_resume(handle.raw)
    }

    /// Takes the end of the answer.
    ///
    /// - Parameter failure: What broke it off; `nil` if it is whole. What came before is handed on where it can be.
    func finish(_ failure: TransportFailure? = nil) {
        if let failure {
            publish()
            inbox?.finish(failure)
            pending?.resolve(.failure(failure))
        } else if let pending {
            pending.resolve(.success(answer(isWhole: true)))
        } else {
            publish()
            inbox?.finish()
        }
        pending = nil
    }

    private func answer(isWhole: Bool) -> RawAnswer {
        defer {
            head = []
            body = []
        }
        return RawAnswer(
            status: handle.number(CURLINFO_RESPONSE_CODE),
            head: head,
            body: body,
            isWhole: isWhole
        )
    }

    /// Makes the transfer ready for the next call.
    func end() {
        request?.upload?.end()
        request = nil
        pending = nil
        inbox = nil
        head = []
        body = []
        curl_easy_setopt(handle.raw, CURLOPT_HTTPHEADER, nil as UnsafeMutablePointer<curl_slist>?)
        curl_slist_free_all(headers)
        headers = nil
    }
}

// MARK: - Called by libcurl

extension Transfer {
    /// Whether a request may leave that libcurl is about to send.
    ///
    /// On a connection that dies before a byte of the answer has come libcurl sends a request again by itself, a POST as
    /// well. Slack may have taken it: what is not safe to repeat (RFC 9110 §9.2.2) is not sent twice.
    private var mayBeSent: Bool {
        attempts += 1
        let isSafe = request?.verb == "GET" || request?.verb == "HEAD"
        guard attempts > 1, !isSafe, handle.number(CURLINFO_REQUEST_SIZE) > 0 else { return true }
        stop = .repetition
        return false
    }

    private func received(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        lastActivity = MonotonicClock.nanoseconds
        if let inbox {
            if inbox.isFull(with: body.count) {
                isPaused = true
                return Int(CURL_WRITEFUNC_PAUSE)
            }
        } else if count > bodyLimit - body.count {
            stop = .bodyLimit
            return 0
        }
        if body.isEmpty { reserveBody() }
        body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
        return count
    }

    private func reserveBody() {
        var length = curl_off_t(-1)
        reprise_easy_getinfo_size(handle.raw, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length)
        // A server may announce much and send little, so only a small promise is believed at once.
        if length > 0 { body.reserveCapacity(min(Int(length), 1 << 20)) }
    }

    private func receivedHead(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        lastActivity = MonotonicClock.nanoseconds
        let line = UnsafeRawBufferPointer(start: bytes, count: count)
        // A status line begins anew: what came before was an interim answer.
        if line.starts(with: "HTTP/".utf8) {
            head.removeAll(keepingCapacity: true)
            isHeadWhole = false
        } else if line.elementsEqual("\r\n".utf8) || line.elementsEqual("\n".utf8) {
            // Trailers may follow behind the body.
            isHeadWhole = true
        }
        guard head.count + count <= Self.headLimit else {
            stop = .headLimit
            return 0
        }
        head.append(contentsOf: line)
        return count
    }

    private func fill(_ bytes: UnsafeMutablePointer<CChar>?, _ room: Int) -> Int {
        lastActivity = MonotonicClock.nanoseconds
        if let bytes, let upload = request?.upload {
            switch upload.fill(UnsafeMutableRawBufferPointer(start: bytes, count: room)) {
            case .bytes(let count): return count
            case .nothing: return Int(CURL_READFUNC_PAUSE)
            case .end: return 0
            case .broken(let failure):
                stop = .bodyBroke(failure)
                return Int(CURL_READFUNC_ABORT)
            }
        }
        guard let bytes, let body = request?.body else { return 0 }
        let count = min(room, body.count - sent)
        body.withUnsafeBytes { source in
            UnsafeMutableRawBufferPointer(start: bytes, count: count)
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[sent..<sent + count]))
        }
        sent += count
        return count
    }

    private func seek(_ offset: Int, _ origin: Int32) -> Int32 {
        if let upload = request?.upload {
            return origin == 0 && offset == 0 && upload.isUntouched
                ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL
        }
        guard origin == 0, let body = request?.body, (0...body.count).contains(offset) else {
            return CURL_SEEKFUNC_FAIL
        }
        sent = offset
        return CURL_SEEKFUNC_OK
    }
}
