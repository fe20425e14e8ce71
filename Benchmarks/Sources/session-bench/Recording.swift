import Measuring
import SessionRecording
import SlackWire

/// Records a session that is in memory, as fast as it can be taken or at a pace, at one durability level.
enum Recording {
    static func record(_ arguments: Arguments) async throws {
        let session = try Session(contentsOf: try arguments.text("from"))
        let rate = try arguments.number("rate", or: 0)
        let writer = try SessionWriter(
            path: try arguments.text("to"),
            header: session.header,
            options: SessionWriter.Options(
                flushInterval: .microseconds(try arguments.number("interval", or: 100_000)),
                durability: try durability(try arguments.text("durability"))
            )
        )
        let clock = ContinuousClock()
        let (start, used) = (clock.now, ProcessorTime.now)
        for (index, entry) in session.entries.enumerated() {
            // At a pace: in bursts of a millisecond's worth.
            if rate > 0, index % max(1, rate / 1_000) == 0 {
                try await clock.sleep(until: start + .seconds(index) / rate)
            }
            writer.append(entry)
            await writer.waitForRoom()
        }
        let appended = clock.now - start
        let summary = try await writer.finish()
        Output.write([
            "entries": .integer(summary.entries),
            "appended": .seconds(appended),
            "seconds": .seconds(clock.now - start),
            "processor": .seconds(ProcessorTime.now - used),
        ])
    }

    private static func durability(_ name: String) throws -> SessionWriter.Durability {
        switch name {
        case "none": return .none
        case "flush": return .flush
        case "fsync": return .fsync
        default: throw Arguments.Problem("There is no durability level \(name).")
        }
    }
}
