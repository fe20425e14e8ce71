import Foundation
import RepriseFloor
import SessionRecording
import SlackTransportTesting
import SlackWire
import Testing

@testable import SlackTransport

/// What a recording has of calls whose bodies flow, and who makes them again.
@Suite(.timeLimit(.minutes(5))) struct `The recording of a request that flows` {
    private static let target = WebAPICall.Target.url("https://files.slack.com/upload/v1/X")

    /// A transport that reads as much of a body as the test says, and then answers.
    private final class Upload: Transport {
        let read = Locked<[UInt8]>([])
        let attempts = Locked(0)
        private let pieces: Int
        private let status: Int
        private let failure: TransportFailure?

        init(pieces: Int = .max, status: Int = 200, failure: TransportFailure? = nil) {
            self.pieces = pieces
            self.status = status
            self.failure = failure
        }

        func call(_ call: WebAPICall) async throws(TransportFailure) -> WebAPIAnswer {
            attempts.withLock { $0 += 1 }
            guard case .flowing(let body) = call.body else { return WebAPIAnswer() }
            var count = 0
            while count < pieces, let piece = try await body.next() {
                read.withLock { $0 += piece }
                count += 1
            }
            if let failure { throw failure }
            return WebAPIAnswer(status: status)
        }

        func open(_ request: SocketRequest) async throws(TransportFailure) -> any TransportSocket {
            throw TransportFailure(.connect, "no sockets here")
        }
    }

    private static func body(_ pieces: [String], _ failure: TransportFailure? = nil) -> FlowingBody
    {
        let body = ScriptedBody()
        for piece in pieces { body.give(Array(piece.utf8)) }
        body.end(failure)
        return FlowingBody(body)
    }

    private func record(
        _ body: FlowingBody,
        over upload: Upload,
        to recorder: some SessionRecorder
    ) async -> TransportFailure? {
        let transport = RecordingTransport(
            upload,
            to: recorder,
            clock: SessionClock(ContinuousClock())
        )
        do throws(TransportFailure) {
            _ = try await transport.call(WebAPICall(Self.target, body: .flowing(body)))
            return nil
        } catch {
            return error
        }
    }

    private func calls(in entries: [SessionEntry]) -> [WebAPICall.Body] {
        entries.compactMap { entry in
            guard case .call(_, let call) = entry.kind else { return nil }
            return call.body
        }
    }

    @Test func `All of it goes on, and the call stands before its answer`() async throws {
        let (log, upload) = (SessionLog(), Upload())
        let failure = await record(Self.body(["one", "two"]), over: upload, to: log)
        #expect(failure == nil)
        #expect(upload.read.withLock { $0 } == Array("onetwo".utf8))
        #expect(calls(in: log.entries) == [.bytes(Array("onetwo".utf8))])
        guard case .answer(call: 1, _)? = log.entries.last?.kind else {
            Issue.record("the end is \(String(describing: log.entries.last))")
            return
        }
    }

    @Test func `In a file of its own it is whole, or cut where it was answered or broke off`()
        async throws
    {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("reprise-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.path + "/uploads.jsonl.gz"
        let broken = TransportFailure(.cancelled, "the client went away")
        for (number, (pieces, upload, end)) in [
            (["one", "two"], Upload(), nil as TransportFailure?),
            (["one", "two"], Upload(pieces: 1, status: 413), nil),
            (["one"], Upload(), broken),
        ].enumerated() {
            let writer = try SessionWriter(
                path: path,
                header: SessionHeader(epoch: 0),
                options: SessionWriter.Options()
            )
            let failure = await record(Self.body(pieces, end), over: upload, to: writer)
            #expect(failure == end, "case \(number)")
            _ = try await writer.finish()
            let session = try Session(contentsOf: path)
            let wanted = number < 2 ? "onetwo" : "one"
            let file = BodyFile(
                sha256: SHA256.hexadecimal(of: Array(wanted.utf8)),
                count: wanted.utf8.count,
                isCut: number > 0
            )
            #expect(calls(in: session.entries) == [.file(file)], "case \(number)")
            #expect(session.entries.count == 2, "case \(number)")
        }
    }

    @Test func `A policy does not send a body again that was begun`() async throws {
        let (refused, lost) = (
            Upload(pieces: 1, status: 429),
            Upload(pieces: 1, failure: TransportFailure(.io, "lost"))
        )
        for upload in [refused, lost] {
            var policy = CallPolicy.considerate
            policy.repeatsEverything()
            let transport = CallPolicyTransport(
                upload,
                policy: policy,
                clock: SessionClock(ContinuousClock())
            )
            let call = WebAPICall(Self.target, body: .flowing(Self.body(["one", "two"])))
            _ = try? await transport.call(call)
            #expect(upload.attempts.withLock { $0 } == 1)
        }
    }

    @Test func `A transport that takes only whole bodies gathers one, up to a limit`() async throws
    {
        let scripted = ScriptedTransport()
        _ = try await scripted.call(
            WebAPICall(Self.target, body: .flowing(Self.body(["one", "two"])))
        )
        #expect(scripted.calls.map(\.body) == [.bytes(Array("onetwo".utf8))])
        await #expect(throws: TransportFailure.self) {
            _ = try await WebAPICall(Self.target, body: .flowing(Self.body(["one", "two"])))
                .withWholeBody(limit: 5)
        }
    }
}

extension CallPolicy {
    /// Repeats whatever may be repeated.
    fileprivate mutating func repeatsEverything() {
        retries = 3
        repeatsWrites = true
        initialPause = .zero
        rateLimitPatience = .seconds(1)
    }
}
