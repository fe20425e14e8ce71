import Measuring
import SlackLiveTransport
import SlackTransport
import SlackWire

/// Calls per second with so many in flight.
enum CallRate {
    static func measure(_ arguments: Arguments) async throws {
        let transport = SlackLiveTransport(baseURL: try arguments.text("url"))
        let inFlight = try arguments.number("in-flight", or: 1)
        let seconds: Double = try arguments.number("seconds", or: 2)
        _ = try await run(transport, inFlight, for: .seconds(0.3))
        let processor = ProcessorTime.now
        let start = ContinuousClock.now
        let latencies = try await run(transport, inFlight, for: .seconds(seconds))
        let elapsed = start.duration(to: .now)
        let used = ProcessorTime.now - processor
        await transport.close()
        Output.write([
            "calls": .integer(latencies.count),
            "perSecond": .number(String(Double(latencies.count) / (elapsed / .seconds(1)))),
            "processorMicroseconds": .number(String(used / .microseconds(latencies.count))),
            "latency": latencies.json,
        ])
    }

    private static func run(
        _ transport: SlackLiveTransport,
        _ inFlight: Int,
        for duration: Duration
    ) async throws -> Latencies {
        let end = ContinuousClock.now.advanced(by: duration)
        return try await withThrowingTaskGroup(of: Latencies.self) { group in
            for _ in 0..<inFlight {
                group.addTask {
                    var latencies = Latencies()
                    var now = ContinuousClock.now
                    while now < end {
                        let answer = try await transport.call(LiveBench.call)
                        guard answer.status == 200, !answer.body.isEmpty else {
                            throw WrongAnswer(description: "Status \(answer.status).")
                        }
                        let then = ContinuousClock.now
                        latencies.append(now.duration(to: then))
                        now = then
                    }
                    return latencies
                }
            }
            return try await group.reduce(into: Latencies()) { $0.append($1) }
        }
    }
}

/// An answer or frame that should not have come.
struct WrongAnswer: Error, CustomStringConvertible {
    let description: String
}
