import RepriseTestSupport
import SlackLiveTransport
import SlackTransport
import SlackWire
import Testing

/// Answers whose bodies are read as they come.
@Suite(.timeLimit(.generous)) struct StreamedAnswerTests {
    private static let call = WebAPICall(method: "api.test")

    /// The body of an answer that must flow.
    private func body(
        of transport: SlackLiveTransport
    ) async throws -> any BodyPieces {
        let answer = try await transport.stream(Self.call)
        guard case .flowing(let body) = answer.body else {
            throw PeerError("the answer is whole: \(answer)")
        }
        return body
    }

    private func read(_ count: Int, from body: any BodyPieces) async throws -> String {
        var bytes: [UInt8] = []
        while bytes.count < count, let piece = try await body.next() { bytes += piece }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: ["content-length: 6", "transfer-encoding: chunked", "x: y"])
    func `The first piece comes while the peer keeps the rest`(framing: String) async throws {
        let gate = try Gate()
        let isChunked = framing.hasSuffix("chunked")
        let script: TestPeer.Script = { connection, _ in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\n\(framing)\r\nconnection: close\r\n\r\n")
            try connection.write(isChunked ? "3\r\none\r\n" : "one")
            gate.pass()
            try connection.write(isChunked ? "3\r\ntwo\r\n0\r\n\r\n" : "two")
        }
        try await withPeer(script: script) { transport, _ in
            let body = try await body(of: transport)
            #expect(try await read(3, from: body) == "one")
            gate.open()
            #expect(try await read(3, from: body) == "two")
            for _ in 0..<3 { #expect(try await body.next() == nil) }
        }
    }

    @Test func `An answer that is there at once is whole`() async throws {
        let script: TestPeer.Script = { connection, _ in
            while try connection.readRequest() != nil { try connection.answer("{\"ok\":true}") }
        }
        try await withPeer(script: script) { transport, _ in
            for _ in 0..<20 {
                let answer = try await transport.stream(Self.call)
                #expect(try await answer.whole().text == "{\"ok\":true}")
                #expect(answer.headers["content-type"] == "application/json")
            }
        }
    }

    @Test func `An interim answer is not taken for the answer`() async throws {
        let script: TestPeer.Script = { connection, _ in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n")
            // So that libcurl sees it alone; nothing rests on the length.
            try connection.waitForBytes(milliseconds: 50)
            try connection.answer("ok")
        }
        try await withPeer(script: script) { transport, _ in
            let answer = try await transport.stream(Self.call)
            #expect(answer.status == 200)
            #expect(answer.headers["link"] == nil)
            #expect(try await answer.whole().text == "ok")
        }
    }

    @Test(arguments: [true, false])
    func `A body that is cut is given as far as it came`(isReset: Bool) async throws {
        let gate = try Gate()
        let script: TestPeer.Script = { connection, _ in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\npart")
            gate.pass()
            if isReset { connection.reset() } else { connection.end() }
        }
        try await withPeer(script: script) { transport, _ in
            let body = try await body(of: transport)
            #expect(try await read(4, from: body) == "part")
            gate.open()
            for _ in 0..<3 {
                let failure = try await failure(of: body.next)
                #expect(failure.kind == (isReset ? .io : .protocolViolation))
            }
        }
    }

    @Test func `A part that comes together with its cut is given, too`() async throws {
        let script: TestPeer.Script = { connection, _ in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\npart")
        }
        try await withPeer(script: script) { transport, _ in
            let body = try await body(of: transport)
            #expect(try await read(4, from: body) == "part")
            #expect(try await failure(of: body.next).kind == .protocolViolation)
            let whole = try await failure { () async throws(TransportFailure) in
                try await transport.call(Self.call)
            }
            #expect(whole.kind == .protocolViolation)
        }
    }

    @Test func `A reader that stops reading holds the peer up, and loses nothing`() async throws {
        let blocked = Watched<Int>()
        let lines = 1_000
        let filler = String(repeating: "x", count: 60_000)
        let script: TestPeer.Script = { connection, _ in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")
            for number in 0..<lines {
                try connection.write("\(number) \(filler)\n") { blocked.count() }
            }
        }
        try await withPeer(script: script) { transport, _ in
            let body = try await body(of: transport)
            // 60 MB do not fit into the buffers of the system.
            await blocked.reach(1, "the peer to be held up")
            var expected = FlowCheck(filler: filler)
            while let piece = try await body.next() { expected.take(piece) }
            #expect(expected.fault == nil)
            #expect(expected.lines == lines)
        }
    }

    @Test func `A body that nobody wants ends its connection`() async throws {
        let (ended, others) = (Watched<Int>(), Watched<Int>())
        let script: TestPeer.Script = { connection, number in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\npart")
            try connection.waitForEnd()
            (number < 2 ? ended : others).count()
        }
        try await withPeer(script: script) { transport, _ in
            let body = try await body(of: transport)
            #expect(try await read(4, from: body) == "part")
            body.cancel()
            body.cancel()
            await ended.reach(1, "the connection of the body to end that was given up")
            #expect(try await failure(of: body.next).kind == .cancelled)
            // The last reference goes here.
            _ = try await self.body(of: transport)
            await ended.reach(2, "the connection of the body to end that was let go of")
            let last = try await self.body(of: transport)
            #expect(try await read(4, from: last) == "part")
            await transport.close()
            #expect(try await failure(of: last.next).kind == .closed)
        }
    }

    @Test(arguments: ["timeouts.idle", "timeouts.total"])
    func `A limit on time holds until the head`(limit: String) async throws {
        let script: TestPeer.Script = { connection, number in
            _ = try connection.readRequest()
            if number > 0 { return try connection.waitForEnd() }
            try connection.write(
                "HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\n"
            )
            try connection.waitForBytes(milliseconds: 600)
            try connection.write("later")
        }
        let short = Duration.milliseconds(200)
        let isIdle = limit == "timeouts.idle"
        try await withPeer(
            { if isIdle { $0.timeouts.idle = short } else { $0.timeouts.total = short } },
            script: script
        ) { transport, _ in
            #expect(try await read(5, from: try await body(of: transport)) == "later")
            let failure = try await failure { () async throws(TransportFailure) in
                try await transport.stream(Self.call)
            }
            #expect(failure.kind == .timeout)
            #expect(failure.message.contains(limit))
        }
    }
}

/// Numbered lines, taken as they come.
private struct FlowCheck {
    let filler: String
    var lines = 0
    var fault: String?
    private var rest: [UInt8] = []

    init(filler: String) {
        self.filler = filler
    }

    mutating func take(_ piece: [UInt8]) {
        rest += piece
        while let end = rest.firstIndex(of: 0x0a) {
            let wanted = "\(lines) \(filler)".utf8
            if !rest[..<end].elementsEqual(wanted) { fault = fault ?? "line \(lines) differs" }
            rest.removeSubrange(...end)
            lines += 1
        }
    }
}
