import SessionRecording

/// The fixture's reader, its fast path, its repair, and the writer on what they give.
enum FixtureTarget {
    static func run(_ input: UnsafeBufferPointer<UInt8>) -> CInt {
        let bytes = Array(input)
        let decoded = try? Session(bytes: bytes, limits: Inputs.limits)
        readFast(bytes)
        guard
            let (session, report) = try? SessionRepair.salvage(bytes: bytes, limits: Inputs.limits)
        else {
            promise(decoded == nil, "what can be read can be repaired")
            return 0
        }
        promise(report.entries == session.entries.count, "the report counts what was kept")
        let rewritten = session.fixtureBytes(redactor: nil)
        let again = try? Session(bytes: rewritten)
        promise(again?.isComplete == true, "what repair kept is a whole fixture")
        promise(
            again?.fixtureBytes(redactor: nil) == rewritten,
            "what was read is written with the same bytes"
        )
        guard let decoded else { return 0 }
        promise(decoded.entries == session.entries, "repair keeps every entry of what can be read")
        promise(report.isWhole == decoded.isComplete, "a fixture is whole for both or for neither")
        return 0
    }

    private static func readFast(_ bytes: [UInt8]) {
        guard let reader = try? SessionReader(bytes: bytes, limits: Inputs.limits) else { return }
        for _ in 0..<10_000 {
            let record = try? reader.nextRecord { record, line in
                promise(record.payload.upperBound <= line.byteCount, "a payload lies in its line")
                return record
            }
            if record == nil, reader.ending != nil { return }
        }
    }
}
