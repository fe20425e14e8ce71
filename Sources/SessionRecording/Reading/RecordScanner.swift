/// Reads the front of a line in one pass, without building anything.
///
/// It follows brackets and quotes and looks at nothing else: a payload that is no valid JSON is not
/// noticed here, but by whoever decodes it.
enum RecordScanner {
    /// What a line is.
    enum Line {
        case entry(EntryRecord)
        /// Content of a file, the end mark, or another header: lines that the full decoder reads.
        case other
    }

    /// Reads one line after the header.
    ///
    /// - Parameter time: The time of the entry above, for lines of unknown kinds that have none.
    static func scan(_ line: Span<UInt8>, after time: Int64) throws(LineFault) -> Line {
        var scanner = MemberScanner()
        var record = EntryRecord()
        record.at = time
        guard let first = try scanner.next(in: line) else { return .entry(record) }
        guard line.matches(first.name, "at") else {
            if line.matches(first.name, "file") || line.matches(first.name, "end")
                || line.matches(first.name, "reprise")
            {
                return .other
            }
            return .entry(record)
        }
        guard let at = line.integer(first.value) else {
            throw LineFault.member("at", "a whole number", at: first.value.lowerBound)
        }
        record.at = Int64(at)
        guard let second = try scanner.next(in: line) else { return .entry(record) }
        record.kind = kind(line, second.name)
        if record.kind != .unknown, record.kind != .note {
            guard let id = line.integer(second.value), id >= 1 else {
                throw LineFault(
                    .invalidMember(name: line.text(second.name), expected: "an id from 1 on"),
                    at: second.value.lowerBound
                )
            }
            record.id = id
        }
        record.memberCount = 2
        while let member = try scanner.next(in: line) {
            record.memberCount += 1
            note(member, line, in: &record)
        }
        return .entry(record)
    }

    /// Takes down a member after the kind, if the front of an entry has a place for it.
    private static func note(
        _ member: MemberScanner.Member,
        _ line: Span<UInt8>,
        in record: inout EntryRecord
    ) {
        let spelling: EntryRecord.PayloadSpelling
        switch member.name.count {
        case 4:
            if line.matches(member.name, "json") {
                spelling = .json
            } else if line.matches(member.name, "text") {
                spelling = .text
            } else if line.matches(member.name, "file") {
                spelling = .file
            } else {
                if line.matches(member.name, "tail") {
                    record.hasTail = true
                } else if record.kind == .open, line.matches(member.name, "call") {
                    record.openingCall = line.integer(member.value)
                }
                return
            }
        case 6:
            guard line.matches(member.name, "base64") else {
                if line.matches(member.name, "binary") {
                    record.isBinary = line.matches(member.value, "true")
                }
                return
            }
            spelling = .base64
        default: return
        }
        record.spelling = spelling
        record.payload = member.value
    }

    private static func kind(_ line: Span<UInt8>, _ name: Range<Int>) -> EntryRecord.Kind {
        switch name.count {
        case 4:
            if line.matches(name, "send") { return .send }
            if line.matches(name, "call") { return .call }
            if line.matches(name, "ping") { return .ping }
            if line.matches(name, "pong") { return .pong }
            if line.matches(name, "open") { return .open }
            if line.matches(name, "note") { return .note }
            if line.matches(name, "head") { return .head }
            if line.matches(name, "part") { return .part }
        case 5:
            if line.matches(name, "close") { return .close }
            if line.matches(name, "chunk") { return .chunk }
        case 6:
            if line.matches(name, "answer") { return .answer }
        case 7:
            if line.matches(name, "receive") { return .receive }
            if line.matches(name, "failure") { return .failure }
            if line.matches(name, "refused") { return .refused }
        default: break
        }
        return .unknown
    }
}
