import SessionRecording
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

/// Drives a cursor one step at a time, with the time in milliseconds.
struct CursorDriver {
    var cursor: ReplayCursor
    var now: Duration = .zero

    init(_ session: Session, options: ReplayOptions = ReplayOptions()) throws {
        self.init(try ReplayCursor(session, options: options))
    }

    init(_ cursor: ReplayCursor) {
        self.cursor = cursor
    }

    /// Makes a call and takes its outcome when it is due.
    @discardableResult
    mutating func call(_ call: WebAPICall) throws -> WebAPIAnswer {
        switch cursor.call(call, at: now) {
        case .answer(let answer): return answer
        case .failure(let failure): throw failure
        case .beyondEnd: throw TransportFailure(.timeout, "beyond the end")
        case .matched(let index, let due):
            let due = try #require(due)
            now = max(now, due)
            switch cursor.takeOutcome(of: index, due: due).outcome {
            case .answer(let answer): return answer
            case .failure(let failure): throw failure
            case nil: throw TransportFailure(.cancelled, "no outcome")
            }
        }
    }

    /// Opens a socket that is not refused.
    mutating func open(_ url: String = "wss://slack.test/1") throws -> Int {
        let socket = try cursor.open(SocketRequest(url: url), at: now)
        #expect(cursor.opening(socket, at: now) == .opened)
        return socket
    }

    /// Connects to the session of ``SessionBuilder/rtm(_:)`` and takes its greeting.
    mutating func connect() throws -> Int {
        try call(.connect)
        let socket = try open()
        let greeting = try take(on: socket)
        #expect(greeting == SocketMessage.hello.text)
        return socket
    }

    /// Connects as ``connect()``, to whatever URL the redacted session gives.
    mutating func connect(to session: Session) throws -> Int {
        let url = try call(.connect).json()["url"]?.string
        let socket = try open(try #require(url))
        _ = try take(on: socket)
        return socket
    }

    /// The next frame's text; waits for its time but for nothing else.
    mutating func take(on socket: Int) throws -> String {
        guard case .message(let message) = try event(on: socket) else {
            throw TransportFailure(.closed, "no message")
        }
        return message.text
    }

    /// The next event; waits for its time but for nothing else.
    mutating func event(on socket: Int) throws -> SocketEvent {
        var step = cursor.next(on: socket, at: now)
        while case .due(let due) = step {
            #expect(due > now)
            now = due
            step = cursor.next(on: socket, at: now)
        }
        guard case .event(let event) = step else {
            throw TransportFailure(.timeout, String(describing: step))
        }
        return event
    }

    mutating func send(_ message: SocketMessage, on socket: Int) throws {
        try cursor.send(message, on: socket, at: now)
    }

    mutating func next(on socket: Int) -> ReplayCursor.FrameStep {
        cursor.next(on: socket, at: now)
    }
}
