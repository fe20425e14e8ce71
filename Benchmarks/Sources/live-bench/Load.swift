import Measuring
import SlackTransport
import SlackWire

/// Traffic of one kind.
struct Load: Sendable {
    /// What is done.
    enum Kind: String {
        /// Web API calls.
        case calls
        /// Messages over a socket, each until its acknowledgement.
        case sends
        /// Both in turn, at a rate of their own.
        case paced
    }

    private let kind: Kind
    private let inFlight: Int
    private let count: Int
    private let rate: Double

    init(_ arguments: Arguments) throws {
        guard let kind = Kind(rawValue: try arguments.text("load")) else {
            throw Arguments.Problem("There is no such load.")
        }
        self.kind = kind
        inFlight = try arguments.number("in-flight", or: 1)
        count = try arguments.number("count", or: 2_000)
        rate = try arguments.number("rate", or: 1_000)
    }

    /// Opens what the load needs, and warms the connection up.
    func prepare(_ transport: any Transport) async throws -> (any TransportSocket)? {
        for _ in 0..<20 { _ = try await transport.call(LiveBench.call) }
        return kind == .calls ? nil : try await RTM.connect(transport)
    }

    /// Does it all, and says how long each part took.
    func run(
        _ transport: any Transport,
        _ socket: (any TransportSocket)?
    ) async throws -> Latencies {
        switch (kind, socket) {
        case (.sends, let socket?):
            return try await RTM.exchange(socket, count: count, window: inFlight)
        case (.paced, let socket?): return try await pace(transport, socket)
        default: return try await call(transport)
        }
    }

    private func call(_ transport: any Transport) async throws -> Latencies {
        let share = count / inFlight
        return try await withThrowingTaskGroup(of: Latencies.self) { group in
            for _ in 0..<inFlight {
                group.addTask {
                    var latencies = Latencies()
                    for _ in 0..<share {
                        let start = ContinuousClock.now
                        _ = try await transport.call(LiveBench.call)
                        latencies.append(start.duration(to: .now))
                    }
                    return latencies
                }
            }
            return try await group.reduce(into: Latencies()) { $0.append($1) }
        }
    }

    /// Latencies count from when something was due, not from when it was begun: waiting is not left out.
    private func pace(
        _ transport: any Transport,
        _ socket: any TransportSocket
    ) async throws -> Latencies {
        let gap = Duration.seconds(1) / rate
        let start = ContinuousClock.now
        return try await withThrowingTaskGroup(of: Latencies.self) { group in
            let (count, half) = (count, count / 2)
            group.addTask { try await RTM.acknowledgements(socket, count: half, start, gap * 2) }
            for number in 0..<count {
                let due = start.advanced(by: gap * number)
                try await Task.sleep(until: due, clock: .continuous)
                if number % 2 == 0 {
                    try await socket.send(RTM.message(number / 2 + 1))
                    continue
                }
                group.addTask {
                    var latencies = Latencies()
                    _ = try await transport.call(LiveBench.call)
                    latencies.append(due.duration(to: .now))
                    return latencies
                }
            }
            return try await group.reduce(into: Latencies()) { $0.append($1) }
        }
    }
}
