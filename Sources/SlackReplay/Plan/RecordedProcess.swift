package import SessionRecording

/// What the process of the recorded bot was given, and how it came to its end, where the recorder ran it.
package struct RecordedProcess: Sendable {
    /// The tokens in its environment, as they stand in the recording, by the names of the variables.
    package internal(set) var tokens: [String: String] = [:]
    /// When it was asked to end, in microseconds, and by which signal.
    package private(set) var asked: (at: Int64, signal: Int)?
    /// When it ended, in microseconds, and how.
    package private(set) var end: (at: Int64, event: ProcessEvent)?

    /// A process of which nothing is known.
    package init() {}

    /// Whether it ended because it was done, or because it failed, and nobody had asked it to.
    ///
    /// The exit codes of `timeout`, and those by which shells report signals, say that somebody did, behind the
    /// recorder's back.
    package var endedByItself: Bool {
        guard asked == nil, case .exited(let code)? = end?.event else { return false }
        return code < 128 && code != 124
    }

    /// Takes in what happened to it.
    mutating func take(_ event: ProcessEvent, at: Int64) {
        switch event {
        case .asked(let signal): if asked == nil { asked = (at, signal) }
        case .exited, .killed: end = (at, event)
        }
    }
}
