/// Why a recording cannot be replayed, or no verdict on a replay is given.
///
/// Entries count from 1; entry *n* stands in line *n* + 1 of the fixture, after the header.
public enum ReplayError: Error, Sendable, Hashable {
    /// An answer or failure names a call that was not made before.
    case outcomeWithoutCall(entry: Int, call: Int)
    /// A call got a second answer or failure.
    case secondOutcome(entry: Int, call: Int)
    /// Two calls have one id.
    case repeatedCall(entry: Int, call: Int)
    /// A frame, an end or a refusal names a socket that was not opened before.
    case frameWithoutSocket(entry: Int, socket: Int)
    /// Two sockets have one number.
    case repeatedSocket(entry: Int, socket: Int)
    /// A socket is said to come from the answer to a call that was not made before.
    case openWithoutCall(entry: Int, call: Int)
    /// Slack sent something on a socket that Slack had closed or refused.
    case frameAfterEnd(entry: Int, socket: Int)
    /// An entry's time lies before the time of the one before it, in microseconds.
    case timeRunsBackwards(entry: Int, at: Int64, after: Int64)
    /// What is kept of a long session in a file without a name, in this folder, cannot be read any more; `code` is the `errno` of
    /// reading it, 0 if the file has become shorter.
    case scratchUnreadable(folder: String, code: Int32)
}
