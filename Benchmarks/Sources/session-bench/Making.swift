import Measuring
import SessionRecording
import SlackWire
import Workload

/// Makes the generated session's file.
enum Making {
    static func generate(_ arguments: Arguments) async throws {
        let count = try arguments.number("entries", or: 1_000_000)
        let seed: UInt64 = try arguments.number("seed", or: 1)
        let writer = try SessionWriter(
            path: try arguments.text("to"),
            header: SessionGenerator.header,
            options: SessionWriter.Options(redactor: nil)
        )
        for entry in SessionGenerator(entries: count, seed: seed) {
            writer.append(entry)
            await writer.waitForRoom()
        }
        Output.write(["entries": .integer(try await writer.finish().entries)])
    }
}
