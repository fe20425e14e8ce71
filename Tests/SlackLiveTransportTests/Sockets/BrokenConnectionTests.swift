import RepriseFloor
import RepriseTestSupport
import SlackWire
import Testing
import WebSocketCodec

@testable import SlackLiveTransport

/// Connections that break or stall under an open WebSocket, on a stream and a clock that the test plays.
@Suite(.timeLimit(.generous)) struct BrokenConnectionTests {
    /// A channel whose WebSocket is open, with a stream for it.
    private struct Opened {
        let stream = PlayedStream()
        let channel: SocketChannel
        var now: Int64 = 1_000_000_000
        var scratch = [UInt8](repeating: 0, count: 1 << 12)

        init(
            saying texts: [String] = [],
            _ configure: (inout SlackLiveTransport.Configuration) -> Void = { _ in }
        ) throws {
            var configuration = SlackLiveTransport.Configuration()
            configure(&configuration)
            let opening = Pending<SocketInbox>()
            let request = Result { () throws(TransportFailure) in
                try PreparedSocket(
                    SocketRequest(url: "ws://127.0.0.1/link?ticket=hidden"),
                    userAgent: "u"
                )
            }
            let settings = EngineSettings(configuration) { _ in nil }
            let channel = SocketChannel(try request.get(), settings, opening, over: stream)
            self.channel = try #require(channel)
            stream.incoming = frames(texts)
            self.channel.beginUpgrade(now: now)
            attend()
            #expect(opening.value != nil, "the socket is open")
        }

        /// What a server writes.
        func frames(_ texts: [String]) -> [UInt8] {
            var generator: any RandomNumberGenerator = SystemRandomNumberGenerator()
            var bytes: [UInt8] = []
            for text in texts {
                WebSocketEncoder(role: .server)
                    .append(.text, Array(text.utf8), to: &bytes, using: &generator)
            }
            return bytes
        }

        /// Works as the engine does when bytes can be read.
        mutating func attend() {
            channel.noteReadiness(1)
            while channel.attend(&scratch, now: now) {}
        }

        mutating func send(_ text: String) -> Pending<Void> {
            let pending = Pending<Void>()
            channel.send(SocketMessage(text), now: now, pending)
            while channel.attend(&scratch, now: now) {}
            return pending
        }

        /// Lets time pass up to the channel's deadline.
        mutating func expire() {
            now = max(now, channel.deadline)
            channel.expire(now: now)
            while channel.attend(&scratch, now: now) {}
        }

        func received() async throws(TransportFailure) -> SocketEvent {
            try await channel.inbox.next(orWhenCancelled: .init(.cancelled, "cancelled")) {}
        }
    }

    private let texts = (0..<9).map { "message \($0)" }

    private func expect(
        _ texts: [String],
        then end: SocketClose,
        from opened: Opened,
        _ comment: Comment? = nil
    ) async throws {
        for text in texts {
            #expect(try await opened.received() == .message(SocketMessage(text)), comment)
        }
        #expect(try await opened.received() == .closed(end), comment)
    }

    @Test func `A write that fails while the inbox is full ends the socket behind all that came`()
        async throws
    {
        // A frame of one byte has seven, and each may be the one that fails.
        for count in 0..<7 {
            var opened = try Opened(saying: texts) { $0.limits.socketBacklog = 2 }
            #expect(opened.channel.wantedEvents == 0, "the inbox is full, so nothing is read")
            opened.stream.writable = count
            let pending = opened.send("x")
            #expect(pending.value == nil)
            opened.stream.writing = .failed("reset by peer")
            opened.stream.reading = .failed("reset by peer")
            while opened.channel.attend(&opened.scratch, now: opened.now) {}
            #expect(opened.channel.isGone, "byte \(count)")
            guard case .failure(let failure) = pending.value else {
                Issue.record("the sender was not told, byte \(count)")
                return
            }
            #expect(failure.kind == .closed)
            #expect(failure.message.contains("did not leave it"))
            #expect(!failure.message.contains("hidden"))
            let end = SocketClose(reason: "the connection broke (reset by peer)", by: .lost)
            try await expect(texts, then: end, from: opened, "byte \(count)")
        }
    }

    @Test func `The same where the peer only takes nothing more, after a while`() async throws {
        for count in 0..<7 {
            var opened = try Opened(saying: texts) {
                $0.limits.socketBacklog = 2
                $0.timeouts.write = .seconds(5)
            }
            opened.stream.writable = count
            let begin = opened.now
            let pending = opened.send("x")
            while !opened.channel.isGone { opened.expire() }
            #expect(opened.now - begin <= 7_000_000_000)
            guard case .failure(let failure) = pending.value else {
                Issue.record("the sender was not told, byte \(count)")
                return
            }
            #expect(failure.kind == .timeout)
            #expect(failure.message.contains("timeouts.write"))
            let reason = "the peer has taken nothing of what it was sent for 5.0 seconds"
            try await expect(texts, then: SocketClose(reason: reason, by: .lost), from: opened)
        }
    }

    @Test func `What the peer said before writing failed is the end that is told`() async throws {
        var opened = try Opened(saying: texts) { $0.limits.socketBacklog = 2 }
        opened.stream.incoming += [0x88, 0x02, 0x0f, 0xa1]
        opened.stream.writable = 0
        opened.stream.writing = .failed("reset by peer")
        _ = opened.send("x")
        #expect(opened.channel.isGone)
        try await expect(texts, then: SocketClose(code: 4001, by: .peer), from: opened)
    }

    @Test func `A write that fails with nothing left to read ends the socket at once`()
        async throws
    {
        var opened = try Opened()
        opened.stream.writable = 0
        opened.stream.writing = .failed("no route")
        let pending = opened.send("x")
        #expect(pending.value != nil)
        #expect(opened.channel.isGone)
        let reason = "the connection broke while it was written to (no route)"
        try await expect([], then: SocketClose(reason: reason, by: .lost), from: opened)
    }

    @Test func `A full inbox with nothing to write waits, and the end is seen when there is room`()
        async throws
    {
        for reading in [StreamRead.end, .failed("reset by peer"), .nothing] {
            var opened = try Opened(saying: texts) { $0.limits.socketBacklog = 2 }
            opened.stream.reading = reading
            while opened.channel.deadline < 100_000_000_000 { opened.expire() }
            #expect(!opened.channel.isGone)
            for text in texts {
                #expect(try await opened.received() == .message(SocketMessage(text)))
                opened.channel.resume()
                while opened.channel.attend(&opened.scratch, now: opened.now) {}
            }
            while !opened.channel.isGone { opened.expire() }
            guard case .closed(let end) = try await opened.received() else {
                Issue.record("not closed after \(reading)")
                return
            }
            #expect(end.by == .lost)
        }
    }
}
