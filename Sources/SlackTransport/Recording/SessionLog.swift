import RepriseFloor
public import SessionRecording

/// A recorder that keeps everything in memory, as it is: nothing is redacted.
public final class SessionLog: SessionRecorder {
    private let header: SessionHeader
    private let recorded = Locked<[SessionEntry]>([])

    /// Starts an empty log; `header` becomes the session's.
    public init(header: SessionHeader = SessionHeader(epoch: 0, isRedacted: false)) {
        self.header = header
    }

    /// Takes the next entry.
    public func append(_ entry: SessionEntry) {
        recorded.withLock { $0.append(entry) }
    }

    /// What was recorded so far.
    public var entries: [SessionEntry] { recorded.withLock { $0 } }

    /// What was recorded so far, as a session.
    public var session: Session { Session(header: header, entries: entries) }
}
