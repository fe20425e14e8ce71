import Measuring
import SessionRecording
import SlackLiveTransport
import SlackTransport
import SlackWire

/// The same traffic recorded and unrecorded, turn and turn about, in one process.
///
/// The order changes from pair to pair, so that neither side always comes first.
enum Comparison {
    static func measure(_ arguments: Arguments) async throws {
        let load = try Load(arguments)
        let pairs = try arguments.number("pairs", or: 5)
        let side = Side(
            url: try arguments.text("url"),
            path: try arguments.text("to"),
            load: load
        )
        _ = try await side.run(recorded: true)
        var results: [JSONValue] = []
        var plainAll = Latencies()
        var recordedAll = Latencies()
        for pair in 0..<pairs {
            let first = try await side.run(recorded: pair % 2 == 1)
            let second = try await side.run(recorded: pair % 2 == 0)
            let (plain, recorded) = pair % 2 == 0 ? (first, second) : (second, first)
            plainAll.append(plain.latencies)
            recordedAll.append(recorded.latencies)
            results.append(["plain": plain.json, "recorded": recorded.json])
        }
        Output.write([
            "pairs": .array(results),
            "plain": plainAll.json,
            "recorded": recordedAll.json,
        ])
    }
}

/// One segment of traffic, measured.
struct Segment {
    var latencies: Latencies
    var elapsed: Duration
    var processor: Duration
    /// How long the recording took to end after the traffic had.
    var finish: Duration

    var json: JSONValue {
        let count = Double(max(1, latencies.count))
        return [
            "operations": .integer(latencies.count),
            "perSecond": .number(String(count / (elapsed / .seconds(1)))),
            "processorMicroseconds": .number(String(processor / .microseconds(1) / count)),
            "finishSeconds": .seconds(finish),
            "latency": latencies.json,
        ]
    }
}

/// Runs a load over a transport of its own, recorded to a real file or not.
struct Side {
    let url: String
    let path: String
    let load: Load

    func run(recorded: Bool) async throws -> Segment {
        let live = SlackLiveTransport(baseURL: url)
        var writer: SessionWriter?
        var transport: any Transport = live
        if recorded {
            let opened = try SessionWriter(path: path, header: SessionHeader(epoch: 0))
            writer = opened
            transport = RecordingTransport(
                live,
                to: opened,
                clock: SessionClock(ContinuousClock())
            )
        }
        let prepared = try await load.prepare(transport)
        let processor = ProcessorTime.now
        let start = ContinuousClock.now
        let latencies = try await load.run(transport, prepared)
        let elapsed = start.duration(to: .now)
        let used = ProcessorTime.now - processor
        await prepared?.close()
        await live.close()
        let end = ContinuousClock.now
        try await writer?.finish()
        return Segment(
            latencies: latencies,
            elapsed: elapsed,
            processor: used,
            finish: end.duration(to: .now)
        )
    }
}
