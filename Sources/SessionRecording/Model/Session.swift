/// A whole recorded session in memory.
public struct Session: Sendable, Hashable {
    /// What the session is.
    public var header: SessionHeader
    /// Everything that passed the transport, in the order seen there.
    public var entries: [SessionEntry]
    /// Whether the end mark was there; `false` for a session that was salvaged from a truncated file.
    public var isComplete: Bool

    /// Makes a session.
    public init(header: SessionHeader, entries: [SessionEntry], isComplete: Bool = true) {
        self.header = header
        self.entries = entries
        self.isComplete = isComplete
    }
}
