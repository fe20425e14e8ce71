import RepriseFloor
import SlackTransport
import SlackTransportTesting
import SlackWire

/// A decorator with one thing wrong, to see that the suite finds it.
final class BrokenTransport: Transport {
    /// What is wrong.
    enum Flaw: String, CaseIterable {
        case throwsRefusals, swallowsStatus, touchesAnswers, touchesBodies, shoutsArguments
        case ignoresCancelledCalls, ignoresCancelledTasks, cancelsBrokenCalls, namesRefusalsWrongly
        case reversesSends, touchesText, takesBinaryForText, sendsBinaryAsText, swallowsPings,
            touchesPongs
        case losesWhatWasCancelled, throwsAtTheEnd, endsOnce, takesSendsWhenClosed,
            takesPingsWhenClosed
        case repeatsViolations, slackOnly, blamesSlackForItsClose, closesAnew
        case touchesFlowingBodies, takesCutBodiesForWhole
        case changesVerbs, repeatsAnswers, speaksFirst, mixesSenders, timesOutForCancelled
        case callsPartsWhole, touchesPieces, takesCutsForEnds, endsCancelledReads, diesOfAbandoned
        case endsAllSockets, forgetsSlacksClose, failsWaitingReceives, closesRoughlyForCancelled
    }

    let hosts: SlackHosts
    private let inner: any Transport
    private let flaw: Flaw
    private let firstAnswer = Locked<WebAPIAnswer?>(nil)
    private let isDead = Locked(false)
    private let opened = Locked<[any TransportSocket]>([])

    init(_ inner: any Transport, _ flaw: Flaw) {
        self.inner = inner
        self.flaw = flaw
        hosts = flaw == .slackOnly ? .slack : inner.hosts
    }

    func call(_ call: WebAPICall) async throws(TransportFailure) -> WebAPIAnswer {
        var sent = call
        if flaw == .touchesBodies, case .bytes(let bytes) = call.body {
            sent.body = .bytes(bytes.dropLast())
        }
        if case .flowing(let body) = call.body {
            sent.body = .flowing(FlowingBody(BrokenBody(body, flaw) {}))
        }
        if flaw == .shoutsArguments, case .form(let fields) = call.body {
            sent.body = .form(fields.map { FormField($0.name, $0.value.uppercased()) })
        }
        if flaw == .changesVerbs, sent.httpMethod == .put { sent.httpMethod = .post }
        var answer = try await made(sent)
        switch flaw {
        case .repeatsAnswers:
            answer = firstAnswer.withLock { first in
                first = first ?? answer
                return first ?? answer
            }
        case .throwsRefusals where (try? answer.json())?["ok"] == false:
            throw TransportFailure(.io, "Slack said no")
        case .swallowsStatus: answer.status = 200
        case .touchesAnswers:
            if let value = try? answer.json() { answer.body = value.compactBytes }
        default: break
        }
        return answer
    }

    func stream(_ call: WebAPICall) async throws(TransportFailure) -> StreamedAnswer {
        var answer = try await inner.stream(call)
        guard case .flowing(let pieces) = answer.body else { return answer }
        if flaw == .callsPartsWhole {
            answer.body = .whole(try await pieces.next() ?? [])
        } else {
            let isDead = isDead
            answer.body = .flowing(BrokenBody(pieces, flaw) { isDead.withLock { $0 = true } })
        }
        return answer
    }

    private func made(_ call: WebAPICall) async throws(TransportFailure) -> WebAPIAnswer {
        let inner = inner
        if isDead.withLock({ $0 }) { throw TransportFailure(.closed, "the transport is closed") }
        switch flaw {
        case .ignoresCancelledCalls, .ignoresCancelledTasks:
            do throws(TransportFailure) { return try await inner.call(call) } catch {
                guard error.kind == .cancelled else { throw error }
                throw TransportFailure(.timeout, "no answer came")
            }
        case .cancelsBrokenCalls:
            do throws(TransportFailure) { return try await inner.call(call) } catch {
                throw TransportFailure(.cancelled, error.message)
            }
        default: return try await inner.call(call)
        }
    }

    func open(_ request: SocketRequest) async throws(TransportFailure) -> any TransportSocket {
        do throws(TransportFailure) {
            let socket = try await inner.open(request)
            let all = opened
            all.withLock { $0.append(socket) }
            return BrokenSocket(
                socket,
                flaw,
                closingAll: { code, reason in
                    for socket in all.withLock({ $0 }) {
                        await socket.close(code: code, reason: reason)
                    }
                }
            )
        } catch {
            throw flaw == .namesRefusalsWrongly ? TransportFailure(.connect, error.message) : error
        }
    }
}

/// A body with the flaw of its transport.
private final class BrokenBody: BodyPieces {
    private let inner: any BodyPieces
    private let flaw: BrokenTransport.Flaw
    private let onCancel: @Sendable () -> Void
    private let wasCancelled = Locked(false)

    init(
        _ inner: any BodyPieces,
        _ flaw: BrokenTransport.Flaw,
        onCancel: @escaping @Sendable () -> Void
    ) {
        self.inner = inner
        self.flaw = flaw
        self.onCancel = onCancel
    }

    func next() async throws(TransportFailure) -> [UInt8]? {
        if flaw == .endsCancelledReads, wasCancelled.withLock({ $0 }) { return nil }
        do throws(TransportFailure) {
            let piece = try await inner.next()
            let isTouched = flaw == .touchesPieces || flaw == .touchesFlowingBodies
            return isTouched ? piece?.map { $0 & 0x7f } : piece
        } catch {
            if error.kind == .cancelled { wasCancelled.withLock { $0 = true } }
            let endsCuts = flaw == .takesCutsForEnds || flaw == .takesCutBodiesForWhole
            if endsCuts, error.kind != .cancelled { return nil }
            throw error
        }
    }

    func cancel() {
        inner.cancel()
        if flaw == .diesOfAbandoned { onCancel() }
    }
}

/// A socket with the flaw of its transport.
private final class BrokenSocket: TransportSocket {
    private struct State {
        var held: SocketMessage?
        var wasCancelled = false
        var hasEnded = false
        var violation: TransportFailure?
        var close: SocketClose?
        var hasSpoken = false
        var isSending = false
        var waiting: [SocketMessage] = []
    }

    private let inner: any TransportSocket
    private let flaw: BrokenTransport.Flaw
    private let closeAll: @Sendable (UInt16, String) async -> Void
    private let state = Locked(State())

    init(
        _ inner: any TransportSocket,
        _ flaw: BrokenTransport.Flaw,
        closingAll closeAll: @escaping @Sendable (UInt16, String) async -> Void
    ) {
        self.inner = inner
        self.flaw = flaw
        self.closeAll = closeAll
    }

    func receive() async throws(TransportFailure) -> SocketEvent {
        if let violation = state.withLock({ $0.violation }) { throw violation }
        if flaw == .timesOutForCancelled, Task.isCancelled {
            throw TransportFailure(.timeout, "nothing came")
        }
        if flaw == .speaksFirst, !state.withLock({ $0.hasSpoken }) {
            state.withLock { $0.hasSpoken = true }
            return .ping([])
        }
        let wasOpen = state.withLock { $0.close == nil }
        do throws(TransportFailure) {
            let event = try await inner.receive()
            if flaw == .failsWaitingReceives, wasOpen, case .closed = event {
                throw TransportFailure(.closed, "the socket was closed")
            }
            return try await changed(event)
        } catch {
            state.withLock { state in
                if error.kind == .cancelled { state.wasCancelled = true }
                if error.kind == .protocolViolation, flaw == .repeatsViolations {
                    state.violation = error
                }
            }
            throw error
        }
    }

    private func changed(_ event: SocketEvent) async throws(TransportFailure) -> SocketEvent {
        switch (flaw, event) {
        case (.swallowsPings, .ping): return .message(SocketMessage(#"{"type":"ping"}"#))
        case (.touchesPongs, .pong(let payload)): return .pong(payload.map { $0 & 0x7f })
        case (.touchesText, .message(let message)) where message.kind == .text:
            return .message(SocketMessage(message.text.replacing("\u{0}", with: "")))
        case (.takesBinaryForText, .message(let message)):
            return .message(SocketMessage(bytes: message.bytes))
        case (.losesWhatWasCancelled, .message):
            let wasCancelled = state.withLock { state in
                defer { state.wasCancelled = false }
                return state.wasCancelled
            }
            // What a cancelled task had asked for is gone; the next ends the wait for it.
            return wasCancelled ? .closed(SocketClose(by: .lost)) : event
        case (.throwsAtTheEnd, .closed(let close)) where close.by == .lost:
            throw TransportFailure(.io, "the connection was lost")
        case (.blamesSlackForItsClose, .closed(let close)) where close.by == .bot:
            return .closed(SocketClose(code: close.code, reason: "bye", by: .peer))
        case (.endsOnce, .closed):
            let isFirst = state.withLock { state in
                defer { state.hasEnded = true }
                return !state.hasEnded
            }
            if isFirst { return event }
            throw TransportFailure(.closed, "the socket is closed")
        case (.forgetsSlacksClose, .closed(let close)):
            return .closed(state.withLock { $0.close } ?? close)
        case (.closesAnew, .closed):
            return .closed(state.withLock { $0.close } ?? SocketClose(by: .lost))
        default: return event
        }
    }

    func send(_ message: SocketMessage) async throws(TransportFailure) {
        if flaw == .reversesSends {
            let pair = state.withLock { state -> [SocketMessage] in
                guard let held = state.held.take() else {
                    state.held = message
                    return []
                }
                return [message, held]
            }
            for message in pair { try await inner.send(message) }
            return
        }
        if flaw == .mixesSenders { return try await sendLastFirst(message) }
        var message = message
        if flaw == .sendsBinaryAsText { message.kind = .text }
        do throws(TransportFailure) { try await inner.send(message) } catch {
            if flaw != .takesSendsWhenClosed || error.kind != .closed { throw error }
        }
    }

    /// Sends, and behind that what others gave meanwhile, the latest first.
    private func sendLastFirst(_ message: SocketMessage) async throws(TransportFailure) {
        let isFirst = state.withLock { state in
            defer { state.isSending = true }
            if state.isSending { state.waiting.append(message) }
            return !state.isSending
        }
        guard isFirst else { return }
        var next: SocketMessage? = message
        while let message = next {
            for _ in 0..<10 { await Task.yield() }
            try await inner.send(message)
            next = state.withLock { state in
                if state.waiting.isEmpty { state.isSending = false }
                return state.waiting.popLast()
            }
        }
    }

    func ping(_ payload: [UInt8]) async throws(TransportFailure) {
        do throws(TransportFailure) { try await inner.ping(payload) } catch {
            if flaw != .takesPingsWhenClosed || error.kind != .closed { throw error }
        }
    }

    func close(code: UInt16, reason: String) async {
        state.withLock { $0.close = SocketClose(code: code, reason: reason, by: .bot) }
        switch flaw {
        case .endsAllSockets: await closeAll(code, reason)
        case .closesRoughlyForCancelled where Task.isCancelled:
            await inner.close(code: 1006, reason: "")
        default: await inner.close(code: code, reason: reason)
        }
    }
}
