import NIOCore
import NIOPosix
import RepriseTestSupport
import SlackServer
import SlackWire
import Testing

/// A client that writes bytes as the test says and reads what comes, so that nothing is prettier than on the wire.
struct RawClient {
    /// An answer as it stood on the wire.
    struct Answer {
        var status: Int
        /// Header lines in order, names not folded.
        var fields: [(name: String, value: String)]
        var body: [UInt8]

        func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }
        var text: String { String(decoding: body, as: UTF8.self) }
        var json: JSONValue? { try? JSONValue(parsing: body) }
    }

    /// The connection ended where more was expected.
    struct Ended: Error, CustomStringConvertible {
        /// What had come by then, of what was expected.
        var read: [UInt8] = []

        var description: String {
            "the connection ended after \(read.count) bytes of what was expected: "
                + String(decoding: read.prefix(200), as: UTF8.self)
        }
    }

    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    let channel: any Channel
    /// The server.
    let address: SlackServerAddress
    private var buffer: [UInt8] = []
    /// Whether reading ended in a reset.
    private(set) var wasReset = false

    /// Connects, and disconnects when `body` is done.
    static func connect<Result>(
        to address: SlackServerAddress,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ body: (inout RawClient) async throws -> Result
    ) async throws -> Result {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: address.host, port: address.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel
                    )
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var client = RawClient(
                inbound: inbound.makeAsyncIterator(),
                outbound: outbound,
                channel: channel.channel,
                address: address
            )
            return try await waiting(
                for: "what a client expects of the server",
                seen: "nothing more on the connection",
                sourceLocation: sourceLocation
            ) {
                try await body(&client)
            }
        }
    }

    private init(
        inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
        outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>,
        channel: any Channel,
        address: SlackServerAddress
    ) {
        self.inbound = inbound
        self.outbound = outbound
        self.channel = channel
        self.address = address
    }

    // MARK: Writing

    func send(_ text: String) async throws {
        try await send(Array(text.utf8))
    }

    func send(_ bytes: [UInt8]) async throws {
        try await outbound.write(ByteBuffer(bytes: bytes))
    }

    /// Sends a request with a content length.
    func request(
        _ line: String,
        _ fields: [String] = [],
        body: String = ""
    ) async throws {
        let length = body.isEmpty ? [] : ["content-length: \(body.utf8.count)"]
        let head = ["\(line) HTTP/1.1", "Host: 127.0.0.1:\(port)"] + fields + length + ["", ""]
        try await send(head.joined(separator: "\r\n") + body)
    }

    var port: Int { channel.remoteAddress?.port ?? 0 }

    /// Says that nothing more will be sent.
    func endInput() async throws {
        try await channel.close(mode: .output).get()
    }

    /// Breaks the connection without a word.
    func drop() {
        channel.close(promise: nil)
    }

    // MARK: Reading

    /// Reads more into the buffer; false at the end, a reset included.
    private mutating func fill() async throws -> Bool {
        let next: ByteBuffer?
        do {
            next = try await inbound.next()
        } catch is IOError {
            wasReset = true
            return false
        }
        guard let more = next else { return false }
        buffer += Array(buffer: more)
        return true
    }

    mutating func read(_ count: Int) async throws -> [UInt8] {
        while buffer.count < count {
            guard try await fill() else { throw Ended(read: buffer) }
        }
        defer { buffer.removeFirst(count) }
        return Array(buffer.prefix(count))
    }

    /// Everything up to the end of the connection, whichever way it ends.
    mutating func readToEnd() async -> [UInt8] {
        while (try? await fill()) == true {}
        defer { buffer = [] }
        return buffer
    }

    /// What comes until it is enough, or until the connection ends in whichever way.
    mutating func read(until isEnough: ([UInt8]) -> Bool) async -> [UInt8] {
        while !isEnough(buffer), (try? await fill()) == true {}
        return buffer
    }

    mutating func readLine() async throws -> String {
        while true {
            if let end = buffer.firstIndex(of: 0x0a) {
                defer { buffer.removeSubrange(...end) }
                return String(decoding: buffer[..<end].filter { $0 != 0x0d }, as: UTF8.self)
            }
            guard try await fill() else { throw Ended(read: buffer) }
        }
    }

    /// The next chunk of a body in chunks; empty at its end.
    mutating func readChunk() async throws -> String {
        let count = Int(try await readLine(), radix: 16) ?? 0
        let bytes = try await read(count)
        _ = try await readLine()
        return String(decoding: bytes, as: UTF8.self)
    }

    mutating func readAnswer(toHead: Bool = false) async throws -> Answer {
        let status = try await readLine().split(separator: " ")
        var answer = Answer(status: Int(status[1]) ?? 0, fields: [], body: [])
        while case let line = try await readLine(), !line.isEmpty {
            let parts = line.split(separator: ":", maxSplits: 1)
            let value = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
            answer.fields.append((String(parts[0]), value))
        }
        if !toHead, let length = answer.field("content-length").flatMap({ Int($0) }) {
            answer.body = try await read(length)
        }
        return answer
    }
}

extension SlackServerAddress {
    /// The request target by which a link of Slack's leads through the server, marked as the server marks it.
    func path(to link: String) throws -> String {
        let led = try #require(gateway.leading(link))
        return String(led.dropFirst("\(isSecure ? "https" : "http")://\(authority)".count))
    }

    /// The same for a link to a socket.
    func socketPath(to link: String = "wss://wss-primary.slack.com/websocket/ticket") throws
        -> String
    {
        let led = try #require(gateway.leading(link))
        return String(led.dropFirst("\(isSecure ? "wss" : "ws")://\(authority)".count))
    }
}
