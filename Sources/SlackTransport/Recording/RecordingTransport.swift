public import SessionRecording
public import SlackWire

/// Records everything that passes between a bot and another transport.
///
/// Calls and sockets share one timeline, in the order seen here. What the bot does is recorded before it
/// is handed on, what Slack does is recorded before the bot sees it: no effect ever stands before its cause
/// in the recording. Nothing is reordered or dropped, and a recorder that fails never fails the bot.
///
/// A message whose sending fails stays in the recording: it left the bot.
public final class RecordingTransport: Transport {
    private let inner: any Transport
    private let timeline: RecordingTimeline
    private let arrival: Arrival
    private let clock: SessionClock

    /// Records what passes to and from `inner`.
    ///
    /// - Parameters:
    ///   - inner: The transport that does the work.
    ///   - recorder: Where the entries go.
    ///   - clock: A monotonic clock; its start is the session's start.
    ///   - arrival: When frames are taken from the inner socket.
    public init(
        _ inner: any Transport,
        to recorder: some SessionRecorder,
        clock: SessionClock,
        arrival: Arrival = .readAhead
    ) {
        self.inner = inner
        self.arrival = arrival
        self.clock = clock
        timeline = RecordingTimeline(recorder: recorder, clock: clock)
    }

    /// Those of the inner transport.
    public var hosts: SlackHosts { inner.hosts }

    /// Records that something happened to the bot's process.
    public func note(_ event: ProcessEvent) {
        timeline.note(.process(event))
    }

    /// Records that a variable of the bot's environment holds a token, and nothing else.
    public func note(_ token: String, inVariable variable: String) {
        timeline.note(.environment(variable: variable, token: token))
    }

    /// Records the call, makes it, and records its answer or failure.
    public func call(_ call: WebAPICall) async throws(TransportFailure) -> WebAPIAnswer {
        if case .flowing = call.body { return try await stream(call).whole() }
        let id = timeline.began(call.unspelled.withPlainFiles)
        await timeline.waitForRoom()
        do throws(TransportFailure) {
            let answer = try await inner.call(call)
            timeline.answered(id, answer)
            await timeline.waitForRoom()
            return answer
        } catch {
            timeline.failed(id, error)
            throw error
        }
    }

    /// Records the call, makes it, and records its answer or failure; bodies flow, and are recorded as they are read.
    ///
    /// An answer that is soon whole is recorded as one, and so is JSON of a method, which is put together before anybody sees it
    /// (decision 0094). Of the others stand in the recording when they began, when pieces of them came, and at last the whole, or
    /// what there was of it. A body of more than ``SlackWire/WebAPICall/flowingSize`` lies beside the recording, in a file of its
    /// own, where the recorder keeps such files. A call whose own body flows is recorded when that is whole (decision 0101).
    public func stream(_ call: WebAPICall) async throws(TransportFailure) -> StreamedAnswer {
        guard case .flowing(let body) = call.body else {
            let id = timeline.began(call.unspelled.withPlainFiles)
            await timeline.waitForRoom()
            return try await stream(call, recordedAs: { id })
        }
        let upload = RecordedUpload(body, of: call.unspelled, timeline)
        var passed = call
        passed.body = .flowing(
            FlowingBody(upload, length: body.length, expectsContinue: body.expectsContinue)
        )
        return try await stream(passed, recordedAs: { upload.settle() })
    }

    /// - Parameter recorded: The id under which the call stands in the recording from now on at the latest.
    private func stream(
        _ call: WebAPICall,
        recordedAs recorded: () -> Int
    ) async throws(TransportFailure) -> StreamedAnswer {
        do throws(TransportFailure) {
            var answer = try await inner.stream(call).withWholeJSON(of: call)
            answer = try await answer.settled(within: Self.settlingTime, on: clock)
            let id = recorded()
            if let whole = answer.wholeAnswer {
                timeline.answered(id, whole)
            } else if case .flowing(let pieces) = answer.body {
                let head = WebAPIAnswer(status: answer.status, headers: answer.headers)
                timeline.began(answerTo: id, head)
                answer.body = .flowing(RecordedPieces(pieces, of: id, head, timeline))
            }
            await timeline.waitForRoom()
            return answer
        } catch {
            timeline.failed(recorded(), error)
            throw error
        }
    }

    /// How long an answer may take to be whole, from its first piece on, to be recorded as one; a large one is not waited for.
    private static let settlingTime = Duration.milliseconds(20)

    /// Records the opening, opens, and records what passes on the socket.
    public func open(_ request: SocketRequest) async throws(TransportFailure) -> any TransportSocket
    {
        let number = timeline.opened(request)
        do throws(TransportFailure) {
            let socket = try await inner.open(request)
            return RecordingSocket(socket, number: number, timeline: timeline, arrival: arrival)
        } catch {
            timeline.refused(number, error)
            throw error
        }
    }
}
