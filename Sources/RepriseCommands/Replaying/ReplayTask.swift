import RepriseHarness
import SlackReplay

/// One fixture to be replayed, under one seed if any.
struct ReplayTask: Sendable, Hashable {
    /// Where the fixture is.
    var path: String
    /// What reports call it: its path below the folder that was given.
    var name: String
    /// The seed of the schedule or of the perturbation.
    var seed: UInt64?

    /// The name, with the seed if there is one.
    var title: String { seed.map { "\(name) seed \($0)" } ?? name }
}

/// What became of a replay.
struct ReplayResult: Sendable {
    /// How the bot compares with the recording.
    enum Verdict: Sendable {
        /// It did what was recorded.
        case asRecorded
        /// It did not.
        case differs([Finding])
        /// Nobody knows: the replay failed for another reason.
        case failed(String)
    }

    var task: ReplayTask
    var verdict: Verdict
    /// What a verdict of ``Verdict/asRecorded`` rests on, in one line.
    var evidence = ""
    /// How much of what was recorded the bot did.
    var actions = 0
    /// What is to be told besides, and has no say in the verdict.
    var notes: [String] = []
    /// What went wrong as planned, or was planned and never happened.
    var faults: [String] = []
    /// What happened, line by line, for people.
    var timeline: String?
    /// The command line that does the same again.
    var again: String?
    /// How long it took.
    var elapsed: Duration

    /// The verdict in one word.
    var word: String {
        switch verdict {
        case .asRecorded: "passed"
        case .differs: "differs"
        case .failed: "failed"
        }
    }
}
