import Measuring
import SecretRedaction
import SessionRecording
import SlackWire
import Workload

/// What taking the secrets out of entries costs, against writing the same entries without that.
enum Redacting {
    static func redaction(_ arguments: Arguments) throws {
        let count = try arguments.number("entries", or: 50_000)
        let rounds = try arguments.number("rounds", or: 5)
        let entries = Array(SessionGenerator(entries: count))
        let session = Session(header: SessionGenerator.header, entries: entries)
        var results: [JSONValue] = []
        for round in 0..<rounds {
            // Turns change, so that neither side always has the warmer machine.
            var plain = round % 2 == 0 ? time { session.fixtureBytes(redactor: nil) } : .zero
            let redacted = time { session.fixtureBytes() }
            if round % 2 != 0 { plain = time { session.fixtureBytes(redactor: nil) } }
            let alone = time { entries.reduce(into: Redactor()) { redact($1, with: &$0) } }
            results.append([
                "plain": .seconds(plain), "redacted": .seconds(redacted), "alone": .seconds(alone),
            ])
        }
        Output.write(["entries": .integer(entries.count), "rounds": .array(results)])
    }

    private static func redact(_ entry: SessionEntry, with redactor: inout Redactor) {
        var copy = entry
        redactor.redact(&copy)
    }

    /// The processor time of some work.
    private static func time<Value>(_ work: () -> Value) -> Duration {
        let start = ProcessorTime.now
        _ = work()
        return ProcessorTime.now - start
    }
}
