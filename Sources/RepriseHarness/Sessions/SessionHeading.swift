public import SessionRecording
import SlackWire

extension SessionHeader {
    /// The header for people: title, source, and whether secrets were replaced; a line each.
    public var heading: String {
        var lines = [title?.printable ?? "A recorded session"]
        if let source { lines.append("source: \(source.printable)") }
        if !isRedacted { lines.append("NOT redacted: it may hold secrets") }
        return lines.map { "# \($0)" }.joined(separator: "\n")
    }
}

extension SessionReader.Ending {
    /// What a reader of the session must know of its end; `nil` for a whole one.
    public var notice: String? {
        switch self {
        case .complete: nil
        case .truncated(let line):
            "the recording was interrupted: there is no end mark, and line \(line) is the first that is "
                + "missing; everything before it is whole"
        case .damaged(let error): "the rest cannot be read: \(error)"
        }
    }
}
