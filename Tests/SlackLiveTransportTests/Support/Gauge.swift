import RepriseFloor
import SlackWire

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
