public import SessionRecording

/// Takes the entries of a session one by one, in their order.
///
/// ``RecordingTransport`` appends while it holds the lock that fixes the order of entries, so an
/// implementation returns soon and does not call back into the transport. It has nowhere to throw to: a
/// recorder that fails keeps its failure for whoever asks it, and the bot's traffic goes on.
public protocol SessionRecorder: Sendable {
    /// Takes the next entry. Calls come one at a time, with times that never run backwards.
    func append(_ entry: SessionEntry)

    /// Returns when there is room for more entries: at once, unless the recorder has a bounded buffer
    /// that is full.
    ///
    /// Whoever appended awaits it, outside the lock; this is how a recording slows traffic down rather
    /// than lose any of it.
    func waitForRoom() async

    /// Begins a body that is too long to stand in an entry, in a file of its own; `nil` if this recorder keeps all in memory.
    ///
    /// - Parameter entry: The entry that will have it, without it: what there is of it is worth something only with that, where a
    ///   recording is killed before it is appended. A call has any id.
    func beginBody(of entry: SessionEntry) -> (any BodyRecording)?
}

extension SessionRecorder {
    /// Returns at once.
    public func waitForRoom() async {}

    /// Keeps all in memory.
    public func beginBody(of entry: SessionEntry) -> (any BodyRecording)? { nil }
}
