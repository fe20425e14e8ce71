extension RepairReport: CustomStringConvertible {
    /// What was wrong and what was kept, one fact a line.
    public var description: String { lines.joined(separator: "\n") }

    private var lines: [String] {
        if isWhole {
            return ["whole: \(Self.count(entries, "entry", "entries")), nothing to repair"]
        }
        var lines = [summary]
        if let firstMissingLine {
            lines.append("no end mark: line \(firstMissingLine) is the first that is missing")
        }
        let shown = findings.prefix(Self.shownFindings)
        lines += shown.map { "line \($0.line): \($0.words)" }
        if findingCount > shown.count {
            lines.append("and \(Self.count(findingCount - shown.count, "more fault"))")
        }
        if let list = Self.list(unansweredCalls, unansweredCallCount) {
            lines.append("calls without an answer: \(list)")
        }
        if let list = Self.list(openSockets, openSocketCount) {
            lines.append("sockets without an end: \(list)")
        }
        if cutBodies > 0 {
            lines.append(
                "on their way: of \(Self.count(cutBodies, "long body", "long bodies")) what had come was kept, as cut"
            )
        }
        if mayHoldLateSecrets, !isHopeless {
            lines.append(
                "not finished: a secret may be left where it stood before it was known to be one; only you can read "
                    + "the file until you have looked, and made it public with chmod"
            )
        }
        return lines
    }

    private var summary: String {
        guard !isHopeless else { return "nothing can be kept" }
        var words = "kept \(Self.count(entries, "entry", "entries"))"
        if let statedEntries, statedEntries != entries { words += " of \(statedEntries)" }
        if linesLeftOut > 0 { words += ", left out \(Self.count(linesLeftOut, "line"))" }
        return words
    }

    /// Damage in the middle of a stream can spoil thousands of lines; the first ones tell the story.
    private static let shownFindings = 20

    private static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        "\(number) \(number == 1 ? one : many ?? one + "s")"
    }

    private static func list(_ ids: [Int], _ count: Int) -> String? {
        guard count > 0 else { return nil }
        let shown = ids.prefix(10)
        let more = count > shown.count ? " and \(count - shown.count) more" : ""
        return shown.map(String.init).joined(separator: ", ") + more
    }
}

extension RepairReport.Finding {
    /// What is wrong and what was done about it; where it is said besides.
    fileprivate var words: String {
        let byte = error.byte.map { "byte \($0): " } ?? ""
        var words = "\(byte)\(error.reason.wording); \(remedy.wording)"
        // Nothing is wrong with what is only large.
        if case .overLimit = error.reason { words += "; \(error.reason.nextStep(path: nil))" }
        return words
    }
}

extension RepairReport.Remedy {
    fileprivate var wording: String {
        switch self {
        case .lineLeftOut: "left out"
        case .timeRaised: "kept, with the time of the entry above"
        case .keptBehindEnd: "kept, before a new end mark"
        case .headerReplaced: "replaced by a header without title and date"
        case .recounted: "counted anew"
        case .skippedToNextMember: "read on at the gzip member that follows"
        case .bytesLeftOut: "left out, the fixture ends before it"
        case .restLeftOut: "everything from here on is left out"
        }
    }
}
