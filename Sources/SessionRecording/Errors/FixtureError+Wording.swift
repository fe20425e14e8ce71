import SlackWire

extension FixtureError: CustomStringConvertible {
    /// One sentence: what failed, where, and what to do next.
    public var description: String {
        let place = place
        let next = reason.nextStep(path: path)
        return (place.isEmpty ? "" : place + ": ") + reason.wording
            + (next.isEmpty ? "" : "; " + next)
    }

    private var place: String {
        var parts: [String] = []
        if let path { parts.append(path) }
        if let line { parts.append("line \(line)") }
        if let byte { parts.append("byte \(byte)") }
        return parts.joined(separator: ", ")
    }
}

extension FixtureError.Reason {
    /// What is wrong, without the place and the next step.
    package var wording: String {
        switch self {
        case .file(let operation, let code):
            "cannot \(operation.wording): \(SystemError.text(of: code))"
        case .inUse: "another recording is being written here"
        case .notAFixture(.empty): "not a fixture: the file is empty"
        case .notAFixture(.foreign): "not a fixture: it begins neither like gzip nor like JSON"
        case .notAFixture(.noHeader): "not a fixture: its first line is no header"
        case .unsupportedVersion(let found, let readable):
            "the fixture has version \(found) of the format, readable since version \(readable), "
                + "and this library reads version \(SessionHeader.currentVersion)"
        case .damagedCompression: "the compressed bytes are damaged"
        case .trailingBytes: "something that is not gzip follows the recording"
        case .overLimit(let kind, let limit): "\(kind.wording) exceeds the limit of \(limit)"
        case .invalidJSON(let error): "the line is \(error)"
        case .invalidMember(let name, let expected): "\"\(name)\" should be \(expected)"
        case .timeRunsBackwards(let from, let to):
            "time runs backwards, from \(from) to \(to) microseconds"
        case .repeatedID(let party, let id):
            "\(party) \(id) does not come after the \(party)s above it"
        case .unknownID(let party, let id):
            "\(party) \(id) was not begun above this line, or has ended"
        case .anotherFixture: "another fixture begins here, and a file holds one"
        case .entryAfterEnd: "an entry follows the end mark"
        case .countMismatch(let name, let stated, let found):
            "the end mark states \(stated) \(name), and there are \(found)"
        case .unknownContent(let hash): "no line above holds the content \(hash.excerpt)"
        case .wrongHash(let stated, let found):
            "the content named \(stated.excerpt) has the hash \(found)"
        case .incompleteRecording(let written, let lost, let cause, let code):
            "the recording is incomplete, \(written) entries are in it and \(lost) are not, because "
                + "it was not possible to \(cause.wording): \(SystemError.text(of: code))"
        }
    }

    func nextStep(path: String?) -> String {
        let file = path ?? "FILE"
        return switch self {
        case .file(.open, _): "check the path"
        case .file, .incompleteRecording: "check space and permissions there"
        case .inUse: "wait for it to end, or record to another file"
        case .notAFixture: "check that this is the file you meant"
        case .unsupportedVersion: "update Reprise"
        case .overLimit(let kind, let limit):
            "if you trust the file, raise the limit: --limit \(kind.name)=\(limit.raised), or ReaderLimits in code"
        case .damagedCompression, .trailingBytes, .invalidJSON, .invalidMember, .timeRunsBackwards,
            .repeatedID, .unknownID, .entryAfterEnd, .anotherFixture, .countMismatch,
            .unknownContent, .wrongHash:
            "run `reprise repair \(file)` to keep what is whole"
        }
    }
}

extension FixtureError.FileOperation {
    fileprivate var wording: String {
        switch self {
        case .open: "open the file"
        case .read: "read the file"
        case .create: "create the file"
        case .write: "write the file"
        case .synchronize: "bring the file to the disk"
        case .rename: "put the finished file in its place"
        }
    }
}

extension ReaderLimits.Kind {
    fileprivate var wording: String {
        switch self {
        case .lineLength: "the length of a line in bytes"
        case .inflatedSize: "the inflated size in bytes"
        case .contentSize: "the size of the files in it in bytes"
        case .namedContent: "the size in bytes of what the entries in it name"
        case .openIDs: "the number of calls and sockets open at once"
        }
    }
}

extension String {
    /// As much of a name as a hash has, fit to be printed.
    fileprivate var excerpt: String { String(prefix(64)).printable }
}

extension Int {
    /// Four times as much, as a size with a unit.
    fileprivate var raised: String {
        let (value, overflows) = multipliedReportingOverflow(by: 4)
        guard !overflows else { return "\(Int.max)" }
        for (shift, unit) in [(30, "G"), (20, "M"), (10, "K")] where value >= 1 << shift {
            // Rounded up, so that it is more.
            return "\((value - 1) >> shift + 1)\(unit)"
        }
        return "\(value)"
    }
}
