import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1

/// Calls per second by AsyncHTTPClient with so many in flight, in the same words as the other clients.
///
/// The client is the shared one of its library, with as many event loops as there are cores.
@main
enum AHCBench {
    static func main() async throws {
        guard CommandLine.arguments.count == 4,
            let inFlight = Int(CommandLine.arguments[2]),
            let seconds = Double(CommandLine.arguments[3])
        else { return print("usage: ahc-bench URL IN-FLIGHT SECONDS") }
        let url = CommandLine.arguments[1] + "chat.postMessage"
        _ = try await run(url, inFlight, for: .seconds(0.3))
        let processor = processorTime()
        let start = ContinuousClock.now
        let latencies = try await run(url, inFlight, for: .seconds(seconds)).sorted()
        let elapsed = start.duration(to: .now) / .seconds(1)
        let used = processorTime() - processor
        let count = Double(latencies.count)
        let p50 = latencies[latencies.count / 2]
        let p99 = latencies[min(latencies.count - 1, Int(0.99 * count))]
        print(
            """
            {"calls":\(latencies.count),"perSecond":\(count / elapsed),\
            "processorMicroseconds":\(used / count * 1e6),\
            "latency":{"p50":\(p50 / .microseconds(1)),"p99":\(p99 / .microseconds(1))}}
            """
        )
    }

    private static func run(
        _ url: String,
        _ inFlight: Int,
        for duration: Duration
    ) async throws -> [Duration] {
        let end = ContinuousClock.now.advanced(by: duration)
        return try await withThrowingTaskGroup(of: [Duration].self) { group in
            for _ in 0..<inFlight {
                group.addTask {
                    var latencies: [Duration] = []
                    var now = ContinuousClock.now
                    while now < end {
                        try await call(url)
                        let then = ContinuousClock.now
                        latencies.append(now.duration(to: then))
                        now = then
                    }
                    return latencies
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    private static func call(_ url: String) async throws {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "authorization", value: "Bearer xoxb" + "-1-2-bench")
        request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
        request.body = .bytes(ByteBuffer(string: form))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        let body = try await response.body.collect(upTo: 1 << 20)
        guard response.status == .ok, body.readableBytes > 0 else { throw WrongAnswer() }
    }

    private static let form =
        "channel=C0BENCH0001&text=The+build+is+green+again%2C+and+the+release+can+go+out+today."
        + "&thread_ts=1700000000.000100&unfurl_links=false"

    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// An answer that should not have come.
struct WrongAnswer: Error {}
