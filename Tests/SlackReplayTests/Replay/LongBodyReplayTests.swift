import Foundation
import RepriseFloor
import SecretRedaction
import SessionRecording
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@testable import SlackReplay

/// Bodies that lie beside a recording.
@Suite(.timeLimit(.minutes(5))) struct `The replay of long bodies` {
    private static let target = WebAPICall.Target.url("https://files.slack.com/upload/v1/X")
    private static let link = WebAPICall(
        .url("https://files.slack.com/files-pri/T1-F1/x.bin"),
        httpMethod: .get
    )
    private static let token = "xox" + "b-1234567890-0987654321-AbCdEfGhIjKlMnOpQrStUvWx"

    private static func text(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
    }

    private static func upload(
        _ bytes: [UInt8],
        headers: HTTPHeaders = ["content-type": "application/octet-stream"],
        cutAfter cut: Int? = nil,
        hasLength: Bool = true
    ) -> WebAPICall {
        let failure = cut.map { _ in TransportFailure(.cancelled, "the client went away") }
        let body = Pieces(bytes[..<(cut ?? bytes.count)], failure)
        return WebAPICall(
            target,
            headers: headers,
            body: .flowing(FlowingBody(body, length: hasLength ? bytes.count : nil))
        )
    }

    /// A body that comes in pieces of fifty thousand bytes, one at a time.
    private final class Pieces: BodyPieces {
        private let rest: Locked<ArraySlice<UInt8>>
        private let failure: TransportFailure?

        init(_ bytes: ArraySlice<UInt8>, _ failure: TransportFailure?) {
            rest = Locked(bytes)
            self.failure = failure
        }

        func next() async throws(TransportFailure) -> [UInt8]? {
            let piece = rest.withLock { rest in
                defer { rest = rest.dropFirst(50_000) }
                return Array(rest.prefix(50_000))
            }
            if piece.isEmpty, let failure { throw failure }
            return piece.isEmpty ? nil : piece
        }

        func cancel() {}
    }

    private typealias Answer =
        @Sendable (WebAPICall) async throws(TransportFailure) -> StreamedAnswer

    /// Records an upload that is taken, and gives what was recorded to the test.
    private func recorded(
        _ call: WebAPICall,
        _ test: (_ path: String) async throws -> Void
    ) async throws {
        let answer: Answer = { (call) throws(TransportFailure) in
            if case .flowing(let body) = call.body { while try await body.next() != nil {} }
            return StreamedAnswer(WebAPIAnswer(status: 200, body: Array("OK".utf8)))
        }
        try await recorded(call, answer: answer, test)
    }

    /// Records one call, and gives what was recorded to the test.
    private func recorded(
        _ call: WebAPICall,
        answer: @escaping Answer,
        _ test: (_ path: String) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("reprise-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.path + "/long.jsonl.gz"
        let writer = try SessionWriter(path: path, header: SessionHeader(epoch: 0))
        let transport = RecordingTransport(
            Answering(answer),
            to: writer,
            clock: SessionClock(ContinuousClock())
        )
        let given = try? await transport.stream(call)
        if case .flowing(let pieces)? = given?.body {
            // How it ends is what is recorded.
            while (try? await pieces.next()) != nil {}
        }
        _ = try await writer.finish()
        try await test(path)
    }

    private struct Answering: Transport {
        let answer: @Sendable (WebAPICall) async throws(TransportFailure) -> StreamedAnswer

        init(
            _ answer:
                @escaping @Sendable (WebAPICall) async throws(TransportFailure) -> StreamedAnswer
        ) {
            self.answer = answer
        }

        func call(_ call: WebAPICall) async throws(TransportFailure) -> WebAPIAnswer {
            try await stream(call).whole()
        }

        func stream(_ call: WebAPICall) async throws(TransportFailure) -> StreamedAnswer {
            try await answer(call)
        }

        func open(_ request: SocketRequest) async throws(TransportFailure) -> any TransportSocket {
            throw TransportFailure(.connect, "no sockets here")
        }
    }

    private func replay(_ path: String) throws -> ReplayTransport {
        try ReplayTransport(
            Session(contentsOf: path),
            options: ReplayOptions(pace: .immediate),
            clock: SessionClock(ContinuousClock())
        )
    }

    private func answer(of path: String, to call: WebAPICall) async throws -> WebAPIAnswer {
        let replay = try replay(path)
        return try await replay.call(call)
    }

    private func stream(of path: String) async throws -> StreamedAnswer {
        let replay = try replay(path)
        return try await replay.stream(Self.link)
    }

    // MARK: Uploads

    @Test func `The same upload is answered, and one with another byte is told`() async throws {
        let bytes = Self.text(2 << 20)
        // Not at a URL of which a secret is replaced: a bot has that from an answer.
        func upload(_ bytes: [UInt8]) -> WebAPICall {
            var call = Self.upload(bytes)
            call.target = .url("https://files.slack.com/plain")
            return call
        }
        try await recorded(upload(bytes)) { path in
            let same = try replay(path)
            #expect(try await same.call(upload(bytes)).body == Array("OK".utf8))
            #expect(same.report().divergences.isEmpty)
            var other = bytes
            other[1 << 20] ^= 1
            let changed = try replay(path)
            await #expect(throws: TransportFailure.self) {
                _ = try await changed.call(upload(other))
            }
            let told = changed.report().divergences.map { "\($0)" }.joined()
            #expect(told.contains("content"), "\(told)")
            #expect(told.contains("long.files"), "\(told)")
            #expect(told.contains("2097152 bytes"), "\(told)")
        }
    }

    @Test func `A bot in process that has it whole makes the same call`() async throws {
        let bytes = Self.text(2 << 20)
        try await recorded(Self.upload(bytes)) { path in
            let headers: HTTPHeaders = ["content-type": "application/octet-stream"]
            let whole = WebAPICall(Self.target, headers: headers, body: .bytes(bytes))
            let found1 = try await answer(of: path, to: whole).status
            #expect(found1 == 200)
        }
    }

    @Test func `A secret of the bot's own in an upload may be another one`() async throws {
        let start = Self.text(1 << 20)
        let recordedBytes = start + " \(Self.token) ".utf8 + start
        try await recorded(Self.upload(recordedBytes)) { path in
            let other = Self.token.replacingOccurrences(of: "AbCdEf", with: "ZyXwVuT")
            let bytes = start + " \(other) ".utf8 + start
            let found2 = try await answer(of: path, to: Self.upload(bytes)).status
            #expect(found2 == 200)
            await #expect(throws: TransportFailure.self) {
                _ = try await answer(of: path, to: Self.upload(start + "  ".utf8 + start))
            }
        }
    }

    @Test func `The boundary of a multipart upload counts for nothing`() async throws {
        func multipart(_ boundary: String, _ text: [UInt8]) -> WebAPICall {
            let bytes =
                Array("--\(boundary)\r\ncontent-disposition: form-data; name=\"file\"\r\n\r\n".utf8)
                + text + "\r\n--\(boundary)--\r\n".utf8
            return Self.upload(
                bytes,
                headers: ["content-type": "multipart/form-data; boundary=\(boundary)"]
            )
        }
        let text = Self.text(2 << 20)
        try await recorded(multipart("0123456789abcdef", text)) { path in
            let found3 = try await answer(of: path, to: multipart("fedcba98", text)).status
            #expect(found3 == 200)
            await #expect(throws: TransportFailure.self) {
                _ = try await answer(of: path, to: multipart("fedcba98", Array(text.dropLast())))
            }
        }
    }

    /// An upload to a URL in which nothing is secret: a bot has one with a secret from an answer.
    private static func plain(_ upload: WebAPICall) -> WebAPICall {
        var call = upload
        call.target = .url("https://files.slack.com/plain")
        return call
    }

    /// Records an upload that is answered when so much of it has come.
    private func recordedEarly(
        _ call: WebAPICall,
        after count: Int,
        _ test: (_ path: String) async throws -> Void
    ) async throws {
        let answer: Answer = { (call) throws(TransportFailure) in
            var left = count
            if case .flowing(let body) = call.body {
                while left > 0, let piece = try await body.next() { left -= piece.count }
            }
            return StreamedAnswer(WebAPIAnswer(status: 413))
        }
        try await recorded(Self.plain(call), answer: answer, test)
    }

    private func isTold(_ path: String, _ call: WebAPICall) async throws -> String {
        let replay = try replay(path)
        await #expect(throws: TransportFailure.self) { _ = try await replay.call(Self.plain(call)) }
        return replay.report().divergences.map { "\($0)" }.joined()
    }

    @Test
    func `What was answered early is answered if it begins as the recorded body, whatever follows`()
        async throws
    {
        let bytes = Self.text(400_000)
        try await recordedEarly(Self.upload(bytes, hasLength: false), after: 150_000) { path in
            for same in [bytes, bytes.dropLast(9) + [1, 2], Array(bytes[..<200_000])] {
                let found = try await answer(of: path, to: Self.plain(Self.upload(same))).status
                #expect(found == 413)
            }
            // A client that sees the answer stops somewhere.
            for cut in [0, 60_000, 300_000] {
                let call = Self.upload(bytes, cutAfter: cut)
                let found = try await answer(of: path, to: Self.plain(call)).status
                #expect(found == 413, "cut after \(cut)")
            }
            // A bot in process has all of it.
            var whole = Self.upload(bytes)
            whole.body = .bytes(bytes)
            let found = try await answer(of: path, to: Self.plain(whole)).status
            #expect(found == 413)
        }
    }

    @Test func `What was answered early is told if it begins otherwise, or is shorter`()
        async throws
    {
        let bytes = Self.text(400_000)
        try await recordedEarly(Self.upload(bytes, hasLength: false), after: 150_000) { path in
            for place in [0, 75_000, 149_999] {
                var other = bytes
                other[place] ^= 1
                let told = try await isTold(path, Self.upload(other))
                #expect(told.contains("a body cut after 150000 bytes"), "\(told)")
                var whole = Self.upload(other)
                whole.body = .bytes(other)
                _ = try await isTold(path, whole)
            }
            _ = try await isTold(path, Self.upload(Array(bytes[..<120_000])))
            // What breaks off before it differs is the same; what breaks off behind that is not.
            var other = bytes
            other[40_000] ^= 1
            let brief = Self.plain(Self.upload(other, cutAfter: 20_000))
            let early = try await answer(of: path, to: brief)
            #expect(early.status == 413)
            let told = try await isTold(path, Self.upload(other, cutAfter: 80_000))
            #expect(told.contains("a body cut after"), "\(told)")
        }
    }

    @Test func `Another secret of the bot's own may stand in what was answered early`()
        async throws
    {
        let start = Self.text(100_000)
        let other = Self.token.replacingOccurrences(of: "AbCdEf", with: "ZyXwVuT")
        func upload(_ token: String, _ start: [UInt8]) -> WebAPICall {
            Self.upload(start + " \(token) ".utf8 + start, hasLength: false)
        }
        try await recordedEarly(upload(Self.token, start), after: 150_000) { path in
            let found = try await answer(of: path, to: Self.plain(upload(other, start))).status
            #expect(found == 413)
            var changed = start
            changed[50_000] ^= 1
            _ = try await isTold(path, upload(other, changed))
        }
    }

    @Test func `A bot that goes away in the middle does what the recorded one did`() async throws {
        let bytes = Self.text(400_000)
        try await recorded(Self.plain(Self.upload(bytes, cutAfter: 200_000))) { path in
            for cut in [60_000, 300_000] {
                let replay = try replay(path)
                await #expect(throws: TransportFailure.self) {
                    _ = try await replay.call(Self.plain(Self.upload(bytes, cutAfter: cut)))
                }
                #expect(replay.report().divergences.isEmpty)
                #expect(replay.report().missing.isEmpty)
            }
            var other = bytes
            other[20_000] ^= 1
            let replay = try replay(path)
            await #expect(throws: TransportFailure.self) {
                _ = try await replay.call(Self.plain(Self.upload(other, cutAfter: 80_000)))
            }
            #expect(replay.report().divergences.count == 1, "it sent something else until then")
        }
    }

    // MARK: Downloads

    private static func download(_ bytes: [UInt8], _ failure: TransportFailure? = nil)
        -> StreamedAnswer
    {
        let body = ScriptedBody()
        for start in stride(from: 0, to: bytes.count, by: 100_000) {
            body.give(Array(bytes[start..<min(start + 100_000, bytes.count)]))
        }
        body.end(failure)
        return StreamedAnswer(
            headers: ["content-length": String(bytes.count)],
            body: .flowing(body)
        )
    }

    @Test func `A long answer flows again, from its file`() async throws {
        let bytes = Self.text(3 << 20)
        try await recorded(
            Self.link,
            answer: { (_) throws(TransportFailure) in Self.download(bytes) }
        ) { path in
            let begun = try await stream(of: path)
            #expect(begun.headers["content-length"] == String(bytes.count))
            guard case .flowing(let pieces) = begun.body else {
                Issue.record("the answer does not flow")
                return
            }
            var found: [UInt8] = []
            while let piece = try await pieces.next() { found += piece }
            #expect(found == bytes)
            let found5 = try await answer(of: path, to: Self.link).body
            #expect(found5 == bytes)
        }
    }

    @Test func `A long answer that broke off breaks off`() async throws {
        let bytes = Self.text(2 << 20)
        let cut = TransportFailure(.protocolViolation, "cut")
        try await recorded(
            Self.link,
            answer: { (_) throws(TransportFailure) in Self.download(bytes, cut) }
        ) { path in
            let begun = try await stream(of: path)
            guard case .flowing(let pieces) = begun.body else {
                Issue.record("the answer does not flow")
                return
            }
            var found = 0
            await #expect(throws: cut) {
                while let piece = try await pieces.next() { found += piece.count }
            }
            #expect(found == bytes.count)
        }
    }

    @Test func `A body whose file is gone is told where it is asked for`() async throws {
        let bytes = Self.text(2 << 20)
        try await recorded(
            Self.link,
            answer: { (_) throws(TransportFailure) in Self.download(bytes) }
        ) { path in
            let replay = try replay(path)
            let folder = path.replacingOccurrences(of: ".jsonl.gz", with: ".files")
            try FileManager.default.removeItem(atPath: folder)
            do {
                _ = try await replay.stream(Self.link)
                Issue.record("an answer came from nowhere")
            } catch let failure as TransportFailure {
                #expect(failure.message.contains("long.files"), "\(failure.message)")
            }
        }
    }
}
