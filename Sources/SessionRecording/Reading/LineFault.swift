/// What is wrong with a line, before it is known where the line stands.
struct LineFault: Error, Hashable {
    let reason: FixtureError.Reason
    /// The offset in the line.
    let byte: Int

    init(_ reason: FixtureError.Reason, at byte: Int = 0) {
        self.reason = reason
        self.byte = byte
    }
}
