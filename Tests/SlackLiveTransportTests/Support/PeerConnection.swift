import WebSocketCodec

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// One accepted connection of a ``TestPeer``, used by one thread.
final class PeerConnection {
    /// How many seconds a script waits for bytes before it gives up.
    static let patience = 30

    let descriptor: Int32
    private var buffered: [UInt8] = []
    private var isEnded = false
    private var socket = WebSocketConnection(role: .server, messageLimit: 16 << 20)
    private var generator: any RandomNumberGenerator = SystemRandomNumberGenerator()

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        var one = Int32(1)
        setsockopt(
            descriptor,
            Int32(IPPROTO_TCP),
            TCP_NODELAY,
            &one,
            socklen_t(MemoryLayout<Int32>.size)
        )
        // A test that goes wrong must not hang for ever.
        var limit = timeval(tv_sec: PeerConnection.patience, tv_usec: 0)
        setsockopt(
            descriptor,
            SOL_SOCKET,
            SO_RCVTIMEO,
            &limit,
            socklen_t(MemoryLayout<timeval>.size)
        )
    }

    /// Closes the connection, once.
    func end() {
        if isEnded { return }
        isEnded = true
        close(descriptor)
    }

    /// Ends the connection with a reset.
    func reset() {
        var option = linger()
        option.l_onoff = 1
        setsockopt(
            descriptor,
            SOL_SOCKET,
            SO_LINGER,
            &option,
            socklen_t(MemoryLayout<linger>.size)
        )
        end()
    }

    // MARK: Bytes

    func write(_ bytes: some Collection<UInt8>) throws {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                PeerConnection.systemSend(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw PeerError("write", code: errno) }
            rest.removeFirst(count)
        }
    }

    func write(_ text: String) throws {
        try write(text.utf8)
    }

    /// Writes, and tells when the client has not taken any of it for a while.
    func write(_ text: String, whenBlocked blocked: () -> Void) throws {
        var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        if PeerConnection.systemPoll(&poll, 1, 300) == 0 { blocked() }
        try write(text)
    }

    /// Keeps the system from making the buffer larger in which bytes wait that are not read, which it does to tens of megabytes.
    func keepSmallBuffer() throws {
        var size: Int32 = 64 << 10
        let length = socklen_t(MemoryLayout<Int32>.size)
        guard setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, length) == 0 else {
            throw PeerError("setsockopt", code: errno)
        }
    }

    /// Returns when so much waits to be read that a client has been told to wait, or soon will be.
    func waitUntilFull() throws {
        var bytes = [UInt8](repeating: 0, count: 32 << 10)
        // Looks without taking; with this flag it waits for all of them.
        let flags = Int32(MSG_PEEK) | Int32(MSG_WAITALL)
        guard recv(descriptor, &bytes, bytes.count, flags) == bytes.count else {
            throw PeerError("recv", code: errno)
        }
    }

    /// Waits so long for the client to say something.
    func waitForBytes(milliseconds: Int32) throws {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        if PeerConnection.systemPoll(&poll, 1, milliseconds) < 0 {
            throw PeerError("poll", code: errno)
        }
    }

    #if canImport(Darwin)
    private static let systemSend = Darwin.send
    private static let systemPoll = Darwin.poll
    #elseif canImport(Musl)
    private static let systemSend = Musl.send
    private static let systemPoll = Musl.poll
    #else
    private static let systemSend = Glibc.send
    private static let systemPoll = Glibc.poll
    #endif

    /// More bytes, or none at the end of the stream.
    func readSome() throws -> [UInt8] {
        if !buffered.isEmpty {
            defer { buffered = [] }
            return buffered
        }
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        guard count >= 0 else { throw PeerError("read", code: errno) }
        return Array(chunk[..<count])
    }

    /// Reads until the other side ends the connection.
    func waitForEnd() throws {
        while try !readSome().isEmpty {}
    }

    // MARK: HTTP

    /// The first line of what comes next, which is still to be read afterwards.
    func peekRequestLine() throws -> String? {
        var bytes: [UInt8] = []
        repeat {
            let more = try readSome()
            if more.isEmpty { return nil }
            bytes += more
        } while !bytes.contains(0x0a)
        buffered = bytes
        return String(decoding: bytes.prefix { $0 != 0x0d }, as: UTF8.self)
    }

    /// Reads one request, body included; `nil` at the end of the stream.
    func readRequest() throws -> PeerRequest? {
        var bytes: [UInt8] = []
        while true {
            if let request = PeerRequest(bytes) {
                let length = Int(request.headers["content-length"] ?? "0") ?? 0
                if request.body.count >= length {
                    buffered = Array(request.body[length...])
                    return request.trimmed(to: length)
                }
            }
            let more = try readSome()
            if more.isEmpty { return nil }
            bytes += more
        }
    }

    /// Writes a whole answer with a length.
    func answer(
        _ body: String,
        status: String = "200 OK",
        fields: [String] = ["content-type: application/json"]
    ) throws {
        let lines = fields.map { "\($0)\r\n" }.joined()
        try write(
            "HTTP/1.1 \(status)\r\ncontent-length: \(body.utf8.count)\r\n\(lines)\r\n\(body)"
        )
    }

    // MARK: WebSocket

    /// Reads the request for a WebSocket.
    func readUpgrade() throws -> ServerHandshake.Request {
        var handshake = ServerHandshake()
        while true {
            let bytes = try readSome()
            if bytes.isEmpty { throw PeerError("no upgrade") }
            var offset = 0
            if let request = try handshake.next(in: bytes.span.bytes, from: &offset) {
                buffered = Array(bytes[offset...])
                return request
            }
        }
    }

    /// Opens the WebSocket.
    @discardableResult
    func upgrade() throws -> ServerHandshake.Request {
        let request = try readUpgrade()
        try write(request.acceptance())
        return request
    }

    /// Sends a text message in one frame.
    func send(_ text: String) throws {
        try socket.send(WebSocketMessage(.text, Array(text.utf8)), using: &generator)
        try flush()
    }

    /// Sends a text message, and tells when the client has not taken any of it for a while.
    ///
    /// A client that reads is never found blocked, so this cannot report what is not so for long.
    func send(_ text: String, whenBlocked blocked: () -> Void) throws {
        try write("", whenBlocked: blocked)
        try send(text)
    }

    func ping(_ payload: [UInt8]) throws {
        try socket.ping(payload, using: &generator)
        try flush()
    }

    func sayGoodbye(_ code: UInt16?, _ reason: String = "") throws {
        try socket.close(WebSocketClose(code: code, reason: reason), using: &generator)
        try flush()
    }

    /// The next thing the client says; pings and goodbyes are answered.
    func nextEvent() throws -> WebSocketConnection.Event {
        while true {
            let bytes = try readSome()
            if bytes.isEmpty, let end = socket.ended() { return end }
            if bytes.isEmpty { throw PeerError("the end was told") }
            var offset = 0
            let event = socket.next(in: bytes.span.bytes, from: &offset, using: &generator)
            buffered = Array(bytes[offset...])
            try flush()
            if let event { return event }
        }
    }

    /// Answers every message with a message, until the end, which is returned.
    @discardableResult
    func echo(_ prefix: String = "") throws -> WebSocketConnection.End {
        while true {
            switch try nextEvent() {
            case .message(let message):
                try send(prefix + String(decoding: message.bytes, as: UTF8.self))
            case .ping, .pong: continue
            case .ended(let end): return end
            }
        }
    }

    private func flush() throws {
        let bytes = socket.withOutgoing { Array($0) }
        socket.wrote(bytes.count, using: &generator)
        try write(bytes)
    }
}

/// A request as the peer saw it.
struct PeerRequest {
    /// Verb, target and version.
    let line: String
    /// The fields, names in lower case.
    let headers: [String: String]
    /// What followed the head.
    let body: [UInt8]

    /// Takes a request apart; `nil` until its head is whole.
    init?(_ bytes: [UInt8]) {
        let end: [UInt8] = [0x0d, 0x0a, 0x0d, 0x0a]
        guard bytes.count >= 4,
            let start = (0...(bytes.count - 4)).first(where: {
                bytes[$0..<$0 + 4].elementsEqual(end)
            })
        else { return nil }
        let lines = String(decoding: bytes[..<start], as: UTF8.self).split(separator: "\r\n")
        line = lines.first.map(String.init) ?? ""
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            headers[line[..<colon].lowercased()] = String(value)
        }
        self.headers = headers
        body = Array(bytes[(start + 4)...])
    }

    private init(line: String, headers: [String: String], body: [UInt8]) {
        self.line = line
        self.headers = headers
        self.body = body
    }

    func trimmed(to length: Int) -> PeerRequest {
        PeerRequest(line: line, headers: headers, body: Array(body[..<length]))
    }

    var text: String { String(decoding: body, as: UTF8.self) }
}
