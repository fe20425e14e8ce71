import RepriseFloor
import SlackWire

/// A place where a peer's thread leaves something for the test.
final class Box<Value: Sendable>: Sendable {
    private let state = Locked<Value?>(nil)

    var value: Value? { state.withLock { $0 } }

    func put(_ value: Value) {
        state.withLock { $0 = value }
    }
}

/// Counts how many are inside at once, and how many were at most.
final class Gauge: Sendable {
    private struct State {
        var inside = 0
        var most = 0
        var total = 0
    }

    private let state = Locked(State())

    var most: Int { state.withLock { $0.most } }
    var total: Int { state.withLock { $0.total } }

    func enter() {
        state.withLock { state in
            state.inside += 1
            state.total += 1
            state.most = max(state.most, state.inside)
        }
    }

    func leave() {
        state.withLock { $0.inside -= 1 }
    }
}

/// Holds threads of peers back until a test lets them go.
final class Gate: Sendable {
    private let first: Pipe
    init() throws { first = try Pipe() }

    /// Lets everybody through, now and later.
    func open() { first.closeWriting() }

    /// Blocks the thread until the gate is open.
    func pass() { first.waitForEnd() }
}

extension WebAPIAnswer {
    var text: String { String(decoding: body, as: UTF8.self) }
}

/// News from a peer's thread that a test awaits.
struct Signal: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    /// Tells the test, any number of times.
    func send() { continuation.yield() }

    /// Waits until it was told `count` times; one task may wait.
    func wait(_ count: Int = 1) async {
        var iterator = stream.makeAsyncIterator()
        for _ in 0..<count { await iterator.next() }
    }
}

/// Lines in the order in which peers wrote them.
final class Log: Sendable {
    private let state = Locked<[String]>([])

    var lines: [String] { state.withLock { $0 } }

    func append(_ line: String) {
        state.withLock { $0.append(line) }
    }
}
