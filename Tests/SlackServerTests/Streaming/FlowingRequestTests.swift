import RepriseFloor
import RepriseTestSupport
import SlackLiveTransport
import SlackTransport
import SlackWire
import Testing

@testable import SlackServer

/// Requests whose bodies are passed on as they come.
@Suite(.timeLimit(.generous)) struct `Requests that flow` {
    private static let length = WebAPICall.flowingSize + 1
    private static let upload = "POST /_/KEY/https/files.slack.com/upload/v1/X HTTP/1.1\r\n"

    /// A transport that does with bodies as the test says.
    private final class Uploads: Transport {
        typealias Taking =
            @Sendable (FlowingBody) async throws(TransportFailure) -> WebAPIAnswer

        let calls = Locked<[WebAPICall]>([])
        private let take: Taking

        init(_ take: @escaping Taking) {
            self.take = take
        }

        func call(_ call: WebAPICall) async throws(TransportFailure) -> WebAPIAnswer {
            calls.withLock { $0.append(call) }
            guard case .flowing(let body) = call.body else {
                return WebAPIAnswer(json: ["ok": true])
            }
            return try await take(body)
        }

        func open(
            _ request: SocketRequest
        ) async throws(TransportFailure) -> any TransportSocket {
            throw TransportFailure(.connect, "no sockets here")
        }
    }

    private func serving(
        _ transport: some Transport,
        configuration: SlackServerConfiguration = SlackServerConfiguration(),
        _ test: @escaping (inout RawClient) async throws -> Void
    ) async throws {
        try await withSlackServer(over: transport, configuration: configuration) { address in
            try await RawClient.connect(to: address) { client in try await test(&client) }
        }
    }

    private func head(_ fields: String...) -> String {
        "POST /api/files.upload HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/octet-stream\r\n"
            + fields.map { $0 + "\r\n" }.joined() + "\r\n"
    }

    // MARK: Framing

    @Test func `Every byte of a long body is passed on, and its length`() async throws {
        let sum = Locked(SHA256())
        let uploads = Uploads { (body) async throws(TransportFailure) in
            while let piece = try await body.next() { sum.withLock { $0.add(piece) } }
            return WebAPIAnswer(json: ["ok": true, "length": .number(String(body.length ?? -1))])
        }
        try await serving(uploads) { client in
            for _ in 1...2 {
                try await client.send(head("content-length: \(Self.length)"))
                try await client.send(GeneratedBody.bytes(0, Self.length))
                let answer = try await client.readAnswer()
                #expect(answer.text.contains("\(Self.length)"), "\(answer.text)")
                let found = sum.withLock { sum in
                    defer { sum = SHA256() }
                    return sum.finishHexadecimal()
                }
                #expect(found == SHA256.hexadecimal(of: GeneratedBody.bytes(0, Self.length)))
            }
        }
    }

    @Test func `A body in chunks flows from the size on that is put together`() async throws {
        let count = Locked(0)
        let uploads = Uploads { (body) async throws(TransportFailure) in
            while let piece = try await body.next() { count.withLock { $0 += piece.count } }
            return WebAPIAnswer(json: ["ok": .bool(body.length == nil)])
        }
        try await serving(uploads) { client in
            try await client.send(head("transfer-encoding: chunked"))
            for _ in 1...20 {
                try await client.send("10000\r\n")
                try await client.send(GeneratedBody.bytes(0, 0x10000))
                try await client.send("\r\n")
            }
            try await client.send("0\r\n\r\n")
            #expect(try await client.readAnswer().text == #"{"ok":true}"#)
            #expect(count.withLock { $0 } == 20 * 0x10000)
        }
    }

    @Test func `A short body, a form and JSON are put together as before`() async throws {
        let uploads = Uploads { (_) async throws(TransportFailure) in
            throw TransportFailure(.io, "nothing flows")
        }
        try await serving(uploads) { client in
            try await client.send(head("content-length: 3") + "abc")
            #expect(try await client.readAnswer().status == 200)
            let form = "text=" + String(repeating: "x", count: Self.length)
            let type = "content-type: application/x-www-form-urlencoded"
            try await client.send(
                "POST /api/chat.postMessage HTTP/1.1\r\nhost: 127.0.0.1\r\n\(type)\r\n"
                    + "content-length: \(form.utf8.count)\r\n\r\n" + form
            )
            #expect(try await client.readAnswer().status == 200)
        }
        #expect(
            uploads.calls.withLock { $0.map(\.body) } == [
                .bytes(Array("abc".utf8)),
                .form([FormField("text", String(repeating: "x", count: Self.length))]),
            ]
        )
    }

    @Test func `A form beyond what is put together flows as it is`() async throws {
        var configuration = SlackServerConfiguration()
        configuration.limits.bodyBytes = 10
        let found = Locked<[UInt8]>([])
        let uploads = Uploads { (body) async throws(TransportFailure) in
            let bytes = try await body.whole(limit: 100)
            found.withLock { $0 = bytes }
            return WebAPIAnswer(json: ["ok": true])
        }
        try await serving(uploads, configuration: configuration) { client in
            try await client.send(
                "POST /api/chat.postMessage HTTP/1.1\r\nhost: 127.0.0.1\r\n"
                    + "content-type: application/x-www-form-urlencoded\r\n"
                    + "content-length: 12\r\n\r\ntext=%E9+%20"
            )
            #expect(try await client.readAnswer().status == 200)
            #expect(found.withLock { $0 } == Array("text=%E9+%20".utf8))
        }
    }

    // MARK: Leave to send

    @Test func `A client that asks for leave gets it when somebody wants its body`() async throws {
        let isWanted = Wakeup()
        let uploads = Uploads { (body) async throws(TransportFailure) in
            await isWanted.wait()
            _ = try await body.whole(limit: 2 << 20)
            return WebAPIAnswer(json: ["ok": .bool(body.expectsContinue)])
        }
        try await serving(uploads) { client in
            try await client.send(
                head("content-length: \(Self.length)", "expect: 100-continue")
            )
            isWanted.wake()
            #expect(try await client.readAnswer().status == 100)
            try await client.send(GeneratedBody.bytes(0, Self.length))
            #expect(try await client.readAnswer().text == #"{"ok":true}"#)
        }
    }

    @Test func `A client whose body nobody wants has its answer without having sent it`()
        async throws
    {
        let uploads = Uploads { (_) async throws(TransportFailure) in
            WebAPIAnswer(status: 413, body: Array("too much".utf8))
        }
        try await serving(uploads) { client in
            try await client.send(
                head("content-length: \(Self.length)", "expect: 100-continue")
            )
            let answer = try await client.readAnswer()
            #expect(answer.status == 413)
            #expect(answer.text == "too much")
            #expect(answer.field("connection") == "close")
            #expect(await client.readToEnd() == [])
        }
    }

    @Test func `An answer in the middle of a body comes at once`()
        async throws
    {
        let uploads = Uploads { (body) async throws(TransportFailure) in
            _ = try await body.next()
            return WebAPIAnswer(status: 401, body: Array("who".utf8))
        }
        try await serving(uploads) { client in
            try await client.send(head("content-length: \(8 * Self.length)"))
            try await client.send(GeneratedBody.bytes(0, Self.length))
            let answer = try await client.readAnswer()
            #expect(answer.status == 401)
            #expect(answer.text == "who")
        }
    }

    // MARK: Ends

    /// Takes uploads, and tells how the first one ends.
    private static func uploads(tellingOf end: OneShot<TransportFailure.Kind?>) -> Uploads {
        Uploads { (body) async throws(TransportFailure) in
            do throws(TransportFailure) {
                while try await body.next() != nil {}
                end.resolve(nil)
            } catch {
                end.resolve(error.kind)
                throw error
            }
            return WebAPIAnswer(json: ["ok": true])
        }
    }

    @Test func `A client that goes away in the middle leaves a body that is not whole`()
        async throws
    {
        let end = OneShot<TransportFailure.Kind?>()
        let uploads = Self.uploads(tellingOf: end)
        try await withSlackServer(over: uploads) { address in
            try await RawClient.connect(to: address) { client in
                try await client.send(head("content-length: \(Self.length)") + "beginning")
            }
            #expect(try await end.waitOrThrow() == .cancelled)
        }
    }

    @Test func `A client that breaks the rules in the middle leaves a body that is not whole`()
        async throws
    {
        let end = OneShot<TransportFailure.Kind?>()
        let uploads = Self.uploads(tellingOf: end)
        try await serving(uploads) { client in
            try await client.send(head("transfer-encoding: chunked"))
            try await client.send("110000\r\n")
            try await client.send(GeneratedBody.bytes(0, 0x110000))
            try await client.send("\r\nno number\r\n")
            #expect(await client.readToEnd() == [])
            #expect(try await end.waitOrThrow() == .cancelled)
        }
    }

    // MARK: Back-pressure

    @Test func `What nobody takes is not read, and others are served meanwhile`() async throws {
        let isWanted = Wakeup()
        let uploads = Uploads { (body) async throws(TransportFailure) in
            await isWanted.wait()
            var count = 0
            while let piece = try await body.next() { count += piece.count }
            return WebAPIAnswer(json: ["ok": true, "count": .number(String(count))])
        }
        let generated = GeneratedBody(count: 192 << 20)
        let call = WebAPICall(
            .method("files.upload"),
            body: .flowing(FlowingBody(generated, length: generated.count))
        )
        try await withSlackServer(over: uploads) { address in
            let client = SlackLiveTransport(baseURL: address.apiURL)
            async let answer = client.stream(call).whole()
            var looks = (count: -1, equal: 0)
            await eventually("the client to be held up", seen: "\(generated.given) bytes") {
                let given = generated.given
                looks = (given, given > 0 && given == looks.count ? looks.equal + 1 : 0)
                return looks.equal >= 40
            }
            // What is held lies in the buffers of two ends.
            #expect(generated.given < generated.count / 2)
            try await RawClient.connect(to: address) { other in
                try await other.send("GET /api/api.test HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
                #expect(try await other.readAnswer().status == 200)
            }
            isWanted.wake()
            #expect(try await answer.json()["count"]?.int == generated.count)
            await client.close()
        }
    }

    // MARK: All the way

    @Test(.enabled(if: ResidentMemory.isReadable))
    func `A large body takes no memory on its way through the recorder`() async throws {
        let sum = Locked((SHA256(), 0))
        let uploads = Uploads { (body) async throws(TransportFailure) in
            while let piece = try await body.next() {
                sum.withLock { sum in
                    sum.1 += piece.count
                }
            }
            return WebAPIAnswer(json: ["ok": true, "count": .number(String(sum.withLock { $0.1 }))])
        }
        try await withSlackServer(over: uploads) { upstream in
            let live = SlackLiveTransport(baseURL: upstream.apiURL)
            let recorder = RecordingTransport(
                live,
                to: ForgetfulRecorder(),
                clock: SessionClock(ContinuousClock())
            )
            try await withSlackServer(over: recorder) { address in
                let client = SlackLiveTransport(baseURL: address.apiURL)
                var call = WebAPICall(.method("files.upload"))
                let before = ResidentMemory.bytes
                call.body = .flowing(
                    FlowingBody(
                        GeneratedBody(count: LargeBodies.bytes),
                        length: LargeBodies.bytes
                    )
                )
                let answer = try await client.stream(call).whole()
                #expect(try answer.json()["count"]?.int == LargeBodies.bytes)
                // Other tests take memory in this process meanwhile.
                let limit = min(LargeBodies.bytes / 3 * 2, 256 << 20)
                #expect(ResidentMemory.bytes - before < limit)
                await client.close()
            }
            await live.close()
        }
    }
}
