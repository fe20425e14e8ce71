/// Reads what can be kept of a fixture, past whatever is wrong with it.
///
/// Its memory is that of a reader: it does not grow with the fixture.
struct Salvage: ~Copyable {
    /// The header, or one that knows nothing if it cannot be read.
    let header: SessionHeader
    private(set) var report = RepairReport()
    private let path: String?
    private var text: TextStream
    private var decoder: LineDecoder
    private var checks: SessionChecks
    /// The first line, if it is no header and may be an entry.
    private var first: Range<Int>?
    private let isHeaderless: Bool
    private var isOver = false
    /// What was on its way when the recording ended; `nil` until that is looked for.
    private var left: ArraySlice<LeftBody>?

    /// Reads the header.
    ///
    /// - Throws: `FixtureError` if the file cannot be read, holds nothing, or has a later version.
    init(
        _ source: consuming ByteSource,
        path: String?,
        limits: ReaderLimits
    ) throws(FixtureError) {
        var text = try TextStream(source, path: path, limits: limits)
        var report = RepairReport()
        let first = Self.nextLine(&text, &report)
        var header: SessionHeader?
        if let first {
            do throws(LineFault) {
                header = try HeaderLine.decode(text.bytes.span.extracting(first))
            } catch {
                let fault = FixtureError(error.reason, path: path, line: 1, byte: error.byte)
                if case .unsupportedVersion = error.reason { throw fault }
                report.note(fault, line: 1, .headerReplaced)
            }
        }
        self.header = header ?? SessionHeader(epoch: 0, isRedacted: false)
        isHeaderless = header == nil
        self.first = header == nil ? first : nil
        isOver = first == nil
        self.path = path
        self.report = report
        decoder = LineDecoder(
            version: self.header.version,
            limits: limits,
            bodies: path.map { BodyFolder(beside: $0) }
        )
        checks = SessionChecks(openLimit: limits.openIDs)
        self.text = text
        if isOver { self.report.firstMissingLine = 1 }
    }

    /// The next entry that can be kept; `nil` at the end, and then the report is complete.
    mutating func next() -> SessionEntry? {
        while !isOver {
            guard let line = first ?? Self.nextLine(&text, &report) ?? lastLine() else { break }
            first = nil
            if line.isEmpty { continue }
            do throws(LineFault) {
                if let entry = try entry(line) { return entry }
            } catch {
                leaveOut(error)
            }
        }
        if let entry = nextLeft() { return entry }
        finish()
        return nil
    }

    /// A call or an answer that had come in part when the recording broke off, as one that was cut then.
    private mutating func nextLeft() -> SessionEntry? {
        guard let path, report.statedEntries == nil else { return nil }
        if left == nil { left = LeftBody.all(in: BodyFolder(beside: path), of: header)[...] }
        while var entry = left?.popFirst()?.entry {
            entry.at = max(entry.at, checks.time)
            if case .call(_, let call) = entry.kind {
                entry.kind = .call(id: checks.lastCall + 1, call)
            }
            // One of a call that is not there, or is answered, belongs to nothing.
            guard (try? checks.entry(EntryRecord(entry))) != nil else { continue }
            report.cutBodies += 1
            return entry
        }
        return nil
    }

    /// What the line says, fitted to the lines that were kept above it.
    private mutating func entry(_ line: Range<Int>) throws(LineFault) -> SessionEntry? {
        switch try decode(line) {
        case .content:
            try checks.content()
            return nil
        case .end(let counts):
            guard report.statedEntries == nil else { throw LineFault(.entryAfterEnd) }
            report.statedEntries = counts.entries
            checkCounts(counts)
            return nil
        case .entry(var entry):
            // Without a header, lines of unknown kinds may be anything.
            if isHeaderless, case .unknown = entry.kind {
                throw LineFault(.notAFixture(.noHeader))
            }
            try fit(&entry)
            if report.statedEntries != nil { note(.entryAfterEnd, .keptBehindEnd) }
            return entry
        }
    }

    private mutating func decode(_ line: Range<Int>) throws(LineFault) -> LineDecoder.Line {
        try decoder.decode(text.bytes.span.extracting(line), after: checks.time)
    }

    private mutating func fit(_ entry: inout SessionEntry) throws(LineFault) {
        let time = checks.time
        guard entry.at < time else { return try checks.entry(EntryRecord(entry)) }
        let fault = FixtureError.Reason.timeRunsBackwards(from: time, to: entry.at)
        // A line of an unknown kind is written as it stands, its time with it.
        if case .unknown = entry.kind { throw LineFault(fault) }
        entry.at = time
        try checks.entry(EntryRecord(entry))
        note(fault, .timeRaised)
    }

    /// The counts are those of what stands above, or lines above were left out.
    private mutating func checkCounts(_ stated: EndCounts) {
        guard report.isWhole else { return }
        var checks = checks
        do throws(LineFault) {
            try checks.end(stated)
        } catch {
            note(error.reason, .recounted)
        }
    }

    /// A second header begins a session of its own, whose ids would be taken for the first one's.
    private mutating func endAtAnotherFixture(_ fault: LineFault) {
        note(fault.reason, .restLeftOut)
        report.linesLeftOut += 1
        while Self.nextLine(&text, &report) != nil { report.linesLeftOut += 1 }
        isOver = true
    }

    /// What stands behind the last line break, if it is a whole line all the same.
    private mutating func lastLine() -> Range<Int>? {
        isOver = true
        let rest = text.remainder()
        let isWhole = (try? FieldReader(text.bytes.span.extracting(rest))) != nil
        if isWhole { return rest }
        if report.statedEntries == nil {
            report.firstMissingLine = text.lineNumber
        } else if !rest.isEmpty {
            note(.entryAfterEnd, .lineLeftOut)
        }
        return nil
    }

    private mutating func finish() {
        isOver = true
        if report.statedEntries == nil, report.firstMissingLine == nil {
            report.firstMissingLine = text.lineNumber + 1
        }
        report.finish(checks)
    }

    private mutating func leaveOut(_ fault: LineFault) {
        switch fault.reason {
        case .anotherFixture where text.lineNumber > 1: endAtAnotherFixture(fault)
        case .overLimit:
            note(fault.reason, at: fault.byte, .restLeftOut)
            isOver = true
        default: note(fault.reason, at: fault.byte, .lineLeftOut)
        }
    }

    private mutating func note(
        _ reason: FixtureError.Reason,
        at byte: Int = 0,
        _ remedy: RepairReport.Remedy
    ) {
        let error = FixtureError(
            reason,
            path: path,
            line: text.lineNumber,
            byte: text.lineOffset + byte
        )
        report.note(error, line: text.lineNumber, remedy)
    }

    /// The next whole line, past damaged places; `nil` if there is none.
    private static func nextLine(_ text: inout TextStream, _ report: inout RepairReport) -> Range<
        Int
    >? {
        while true {
            do throws(FixtureError) {
                return try text.nextLine()
            } catch {
                let line = text.lineNumber + 1
                guard (try? text.resume()) == true else {
                    let isBehind = error.reason == .trailingBytes
                    report.note(error, line: line, isBehind ? .bytesLeftOut : .restLeftOut)
                    return nil
                }
                report.note(error, line: line, .skippedToNextMember)
            }
        }
    }
}
