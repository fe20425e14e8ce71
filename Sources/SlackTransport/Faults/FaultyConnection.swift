import RepriseFloor
import SlackWire

/// One connection of a bot to a socket that may outlive it, and to what sockets before it have left to say.
///
/// When Slack has said farewell over a socket and a fault ends the bot's connection to it, what that socket still says comes
/// over the bot's next connection, as from Slack.
final class FaultyConnection: TransportSocket {
    /// A connection by its line and its number there.
    struct Place: Sendable {
        let line: FaultyLine
        let id: Int
    }

    private struct State {
        var elders: [Place]
        /// What came while another was faster.
        var kept: [SocketEvent] = []
    }

    private enum Reading: Sendable {
        case own(SocketEvent)
        case elder(SocketEvent, place: Int)
        case failure(TransportFailure)
        case brokenOff
    }

    private let own: Place
    private let state: Locked<State>

    /// - Parameters:
    ///   - own: The connection.
    ///   - elders: Those that stand by for earlier sockets.
    init(_ own: Place, elders: [Place]) {
        self.own = own
        state = Locked(State(elders: elders))
    }

    func receive() async throws(TransportFailure) -> SocketEvent {
        while true {
            let (kept, elders) = state.withLock { state in
                (state.kept.isEmpty ? nil : state.kept.removeFirst(), state.elders)
            }
            if let kept { return kept }
            guard !elders.isEmpty else { return try await own.line.receive(on: own.id) }
            try await read(with: elders)
        }
    }

    /// Reads from all until there is something from one; it is kept, and what others had at the same time behind it.
    private func read(with elders: [Place]) async throws(TransportFailure) {
        let own = own
        let readings = await withTaskGroup(of: Reading.self) { group in
            group.addTask { await Self.reading(of: own) { .own($0) } }
            for (place, elder) in elders.enumerated() {
                group.addTask { await Self.reading(of: elder) { .elder($0, place: place) } }
            }
            var readings: [Reading] = []
            for await reading in group {
                readings.append(reading)
                group.cancelAll()
            }
            return readings
        }
        var failure: TransportFailure?
        var ending: SocketEvent?
        state.withLock { state in
            for reading in readings {
                switch reading {
                case .own(let event):
                    if case .closed = event { ending = event } else { state.kept.append(event) }
                case .elder(.closed, let place):
                    let over = elders[place]
                    state.elders.removeAll { $0.line === over.line && $0.id == over.id }
                case .elder(let event, _): state.kept.append(event)
                case .failure(let other): failure = other
                case .brokenOff: break
                }
            }
            // What was read has come before the end.
            if let ending { state.kept.append(ending) }
        }
        if let failure { throw failure }
        if Task.isCancelled, state.withLock({ $0.kept.isEmpty }) {
            throw .cancelled(while: "waiting for a frame")
        }
    }

    private static func reading(
        of place: Place,
        _ wrap: (SocketEvent) -> Reading
    ) async -> Reading {
        do throws(TransportFailure) {
            return wrap(try await place.line.receive(on: place.id))
        } catch {
            return error.kind == .cancelled ? .brokenOff : .failure(error)
        }
    }

    func send(_ message: SocketMessage) async throws(TransportFailure) {
        let elders = state.withLock { $0.elders }
        if !elders.isEmpty, let envelope = message.acknowledgedEnvelope,
            let elder = elders.first(where: { $0.line.awaits(envelope, on: $0.id) })
        {
            return try await elder.line.send(message, on: elder.id)
        }
        try await own.line.send(message, on: own.id)
    }

    func ping(_ payload: [UInt8]) async throws(TransportFailure) {
        try await own.line.ping(payload, on: own.id)
    }

    func close(code: UInt16, reason: String) async {
        await own.line.close(own.id, code: code, reason: reason)
        for elder in state.withLock({ $0.elders }) {
            await elder.line.close(elder.id, code: code, reason: reason)
        }
    }
}
