import RepriseFloor
import SlackReplay
import SlackTransport

/// One run of a client against a served session.
final class ReplayRun: Sendable {
    private struct State {
        var underWay = 0
        var sockets = 0
        var hasBegun = false
        var clientLeft = false
    }

    /// Which run it is, from 1.
    let number: Int
    let transport: ReplayTransport
    /// What the client talks to: the transport, or what lets things go wrong before it.
    let served: any Transport
    private let state = Locked(State())

    init(_ number: Int, _ transport: ReplayTransport, served: any Transport) {
        self.served = served
        self.number = number
        self.transport = transport
    }

    /// A call or an opening begins.
    func entered() { state.withLock { $0.underWay += 1 } }

    /// It is over.
    func left() {
        state.withLock { state in
            state.underWay -= 1
            state.hasBegun = true
        }
    }

    /// A socket was opened.
    func opened() { state.withLock { $0.sockets += 1 } }

    /// A socket is closed.
    func closed(byClient: Bool) {
        let leftEarly = byClient && transport.report().clientLeftEarly
        state.withLock { state in
            state.sockets -= 1
            state.clientLeft = leftEarly
        }
    }

    /// Whether something happened, and nothing is under way.
    var isIdle: Bool { state.withLock { $0.underWay == 0 && $0.sockets == 0 } }

    /// Whether a call or an opening has been answered.
    var hasBegun: Bool { state.withLock { $0.hasBegun } }

    /// Whether nothing more is to come.
    var isOver: Bool {
        guard isIdle, hasBegun else { return false }
        return state.withLock { $0.clientLeft } || transport.report().missing.isEmpty
    }
}

extension ReplayReport {
    /// Whether the client closed its socket before its time: the recording has no such close, or has
    /// something before it that the client did not do.
    fileprivate var clientLeftEarly: Bool {
        let close = actions.last { action in
            if case .close = action.action { return true }
            return false
        }
        guard case .matched(let entry, _)? = close?.outcome else { return true }
        return missing.contains { $0.entry < entry }
    }
}
