/// Why a plan of faults cannot be used.
public struct FaultPlanError: Error, Sendable, Hashable {
    /// What may stand at a place.
    public enum Expectation: Sendable, Hashable {
        /// What a line may begin with.
        case moment
        /// What may happen to a call.
        case callFault
        /// What may happen to a socket.
        case socketFault
        /// What may happen to either.
        case anyFault
        /// A positive whole number.
        case number
        /// `of socket` and a number.
        case ofSocket
        /// The type of an event.
        case eventType
        /// A method, a URL, or `*`.
        case method
        /// A reason for `disconnect`.
        case reason
        /// A close code.
        case closeCode
        /// An HTTP status.
        case status
        /// An amount of time.
        case duration
    }

    /// What is wrong.
    public enum Kind: Sendable, Hashable {
        /// The line has no colon.
        case noColon
        /// These words are not what may stand there.
        case notUnderstood(String, expected: Expectation)
        /// Something has to follow this word.
        case missing(String, Expectation)
        /// This word is one too many.
        case tooMuch(String)
        /// The recording has no such entry.
        case noEntry(Int, entries: Int)
        /// The entry is not one to which that can happen.
        case wrongEntry(Int, expected: Expectation)
    }

    /// The line, counted from 1; for a fault of a plan that is no text, its place in the plan.
    public let line: Int
    /// What is wrong.
    public let kind: Kind

    /// Makes an error.
    public init(line: Int, _ kind: Kind) {
        self.line = line
        self.kind = kind
    }
}

extension FaultPlanError: CustomStringConvertible {
    /// One sentence: the line, what is wrong, and what is allowed there.
    public var description: String {
        switch kind {
        case .noColon:
            "line \(line) of the fault plan has no colon; write WHEN: WHAT, for example"
                + " \"event message 2: drop\""
        case .notUnderstood(let words, let expected):
            "line \(line) of the fault plan: \"\(words)\" is not understood; \(expected.wording)"
        case .missing(let word, let expected):
            "line \(line) of the fault plan: something has to follow \"\(word)\"; \(expected.wording)"
        case .tooMuch(let word):
            "line \(line) of the fault plan: \"\(word)\" is one word too many"
        case .noEntry(let entry, let entries):
            "line \(line) of the fault plan: there is no entry \(entry); the recording has \(entries)"
        case .wrongEntry(let entry, .callFault):
            "line \(line) of the fault plan: entry \(entry) is no call, and only to a call can that happen"
        case .wrongEntry(let entry, _):
            "line \(line) of the fault plan: entry \(entry) is no frame that Slack sent, and only behind"
                + " one can that happen"
        }
    }
}

extension FaultPlanError.Expectation {
    fileprivate var wording: String {
        switch self {
        case .moment:
            "a line begins with frame N, event TYPE N, envelope N, call METHOD N or entry N"
        case .callFault:
            "to a call can happen: 429 [retry-after SECONDS], status N, slow TIME, no answer [TIME],"
                + " lose answer"
        case .socketFault:
            "behind a frame can come: drop, close [CODE], goodbye, disconnect REASON, duplicate,"
                + " redeliver [REASON]"
        case .anyFault:
            "there can come: drop, close [CODE], goodbye, disconnect REASON, duplicate, redeliver"
                + " [REASON], 429 [retry-after SECONDS], status N, slow TIME, no answer [TIME], lose answer"
        case .number: "a whole number from 1 on belongs there"
        case .ofSocket: "write frame N of socket M"
        case .eventType: "name an event's type, for example message"
        case .method: "name a method, the beginning of a URL, or * for every call"
        case .reason:
            "name a reason: warning, refresh_requested, too_many_websockets, link_disabled"
        case .closeCode: "a close code is a number from 1000 to 4999"
        case .status: "a status is a number from 400 to 599"
        case .duration: "write an amount of time as 250 ms, 2 s or 1 min"
        }
    }
}
