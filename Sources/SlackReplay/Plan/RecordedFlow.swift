import SessionRecording
import SlackWire

/// How an answer came whose body flowed.
struct RecordedFlow: Sendable {
    /// The entry in which it began.
    let entry: Int
    /// When that was.
    let at: Int64
    /// The answer without its body.
    let head: WebAPIAnswer
    /// When how much of it came.
    var chunks: [(at: Int64, chunk: BodyChunk)] = []
    /// What came of one that broke off.
    var part: [UInt8] = []
    /// The same in a file of its own, where that is much.
    var partFile: BodyFile?
    /// When it ended, whole or not.
    var end: Int64

    init(entry: Int, at: Int64, head: WebAPIAnswer) {
        self.entry = entry
        self.at = at
        self.head = head
        end = at
    }
}

extension RecordedFlow {
    /// The file of its own in which what came of the body lies, and what broke it off; `nil` if it lies in none.
    func file(_ outcome: RecordedCall.Outcome) -> (BodyFile, TransportFailure?)? {
        switch outcome {
        case .answer(let answer): answer.file.map { ($0, nil) }
        case .failure(let failure): partFile.map { ($0, failure) }
        }
    }
}
