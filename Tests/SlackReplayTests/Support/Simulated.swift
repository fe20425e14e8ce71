import Interleaving
import SessionRecording
import SlackReplay
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

/// A replay under a simulation.
struct SimulatedReplay: Sendable {
    let transport: ReplayTransport
    let clock: SessionClock
    let simulation: Simulation

    init(
        _ session: Session,
        options: ReplayOptions = ReplayOptions(),
        schedule: Schedule = .firstInFirstOut
    ) throws {
        simulation = Simulation(schedule: schedule)
        clock = SessionClock(simulation.clock)
        transport = try ReplayTransport(session, options: options, clock: clock)
    }

    /// Runs `body` until nothing can happen any more, withholding what is blocked.
    @discardableResult
    func run<Result: Sendable>(
        _ body: @escaping @Sendable (ReplayTransport, SessionClock) async throws -> Result
    ) throws -> SimulationRun<Result> {
        let (transport, clock) = (transport, clock)
        let session = simulation.start { try await body(transport, clock) }
        while case .waiting = session.runUntilQuiescent() {
            guard session.perform({ transport.withholdBlockedFrames() }) else { break }
        }
        return session.finish()
    }
}

extension Transport {
    /// Connects over RTM as the bot of ``SessionBuilder/rtm(_:)``.
    func connect() async throws -> any TransportSocket {
        let url = try await call(.connect).json()["url"]?.string
        return try await open(SocketRequest(url: try #require(url)))
    }
}
