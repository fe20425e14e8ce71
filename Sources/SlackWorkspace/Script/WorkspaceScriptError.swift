public import SlackWire

/// Why a script cannot be played.
public struct WorkspaceScriptError: Error, Sendable, Hashable {
    /// What is wrong.
    public enum Reason: Error, Sendable, Hashable {
        /// The file cannot be read; the number is the system's `errno`.
        case unreadable(errno: Int32)
        /// The line is not JSON.
        case notJSON(JSONError)
        /// The line is JSON, but no object.
        case notAnObject
        /// `at` is missing, or is not a number of seconds between zero and a year.
        case badTime
        /// `at` is earlier than that of a line before.
        case timeRunsBackwards
        /// The line has neither `frame`, `close` nor `drop`.
        case nothingToDo
        /// `frame` is not an object, and Slack sends nothing else.
        case frameNotAnObject
        /// The frame holds a carriage return, and Slack's frames stand on one line.
        case frameNotOneLine
        /// `close` has no close code between 0 and 65535.
        case badClose
    }

    /// What is wrong.
    public let reason: Reason
    /// The script's name, usually its path.
    public let script: String
    /// The line, counted from 1; 0 when the script as a whole is meant.
    public let line: Int

    /// Makes an error.
    public init(_ reason: Reason, script: String, line: Int) {
        self.reason = reason
        self.script = script
        self.line = line
    }
}

extension WorkspaceScriptError: CustomStringConvertible {
    /// One sentence that names the script and the line.
    public var description: String {
        line > 0 ? "\(script), line \(line): \(reason.wording)" : "\(script): \(reason.wording)"
    }
}

extension WorkspaceScriptError.Reason {
    fileprivate var wording: String {
        switch self {
        case .unreadable(let errno):
            "the script cannot be read (errno \(errno)); check the path and its permissions"
        case .notJSON(let error):
            "\(error); write one JSON object per line"
        case .notAnObject:
            "the line is no JSON object; write {\"at\": SECONDS, \"frame\": {…}}"
        case .badTime:
            "\"at\" must be a number of seconds between 0 and a year"
        case .timeRunsBackwards:
            "\"at\" is earlier than on a line before; put the lines in order of time"
        case .nothingToDo:
            "the line says nothing to do; add \"frame\", \"close\" or \"drop\""
        case .frameNotAnObject:
            "\"frame\" must be a JSON object, as every frame of Slack is"
        case .frameNotOneLine:
            "the frame holds a carriage return between its values; write it on one line"
        case .badClose:
            "\"close\" needs a \"code\" between 0 and 65535"
        }
    }
}
