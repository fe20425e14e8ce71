import RepriseFloor
import SlackWire

/// The state behind ``SessionReader``: text, the decoder of its lines, and the checks across lines.
struct SessionCursor: ~Copyable {
    let header: SessionHeader
    private(set) var ending: SessionReader.Ending?
    /// Where in the text that stands which the entry read last can be read from again: the payload of a message, the
    /// line of a call or an answer; `nil` where it is not all there.
    private(set) var place: Range<Int>?
    /// Where bodies lie that have files of their own; `nil` if nobody knows.
    let bodies: BodyFolder?
    private let path: String?
    private var text: TextStream
    private var decoder: LineDecoder
    private var checks: SessionChecks
    /// Looks for bytes that are not in what is read; `nil` if nobody asks for them.
    private let audit: LineAudit?

    /// Reads the header.
    init(
        _ source: consuming ByteSource,
        path: String?,
        limits: ReaderLimits,
        copy: ScratchBytes? = nil,
        bodies: BodyFolder? = nil,
        isAudited: Bool = false
    ) throws(FixtureError) {
        var text = try TextStream(
            source,
            path: path,
            limits: limits,
            copy: copy,
            notesHeaders: isAudited
        )
        let audit = isAudited ? LineAudit() : nil
        let header = try Self.header(from: &text, path: path, audit)
        let bodies = bodies ?? path.map { BodyFolder(beside: $0) }
        self.bodies = bodies
        self.path = path
        self.header = header
        self.audit = audit
        self.text = text
        decoder = LineDecoder(version: header.version, limits: limits, bodies: bodies)
        checks = SessionChecks(openLimit: limits.openIDs)
    }

    private static func header(
        from text: inout TextStream,
        path: String?,
        _ audit: LineAudit?
    ) throws(FixtureError) -> SessionHeader {
        guard let line = try text.nextLine() else {
            throw FixtureError(.notAFixture(.noHeader), path: path)
        }
        do throws(LineFault) {
            let span = text.bytes.span.extracting(line)
            let header = try HeaderLine.decode(span)
            audit?.compare(span, 1, with: header)
            return header
        } catch {
            throw FixtureError(error.reason, path: path, line: 1, byte: error.byte)
        }
    }

    /// The bytes up to the line that was read last, since this was asked for last, that are not in what was read.
    mutating func takeUnkept() -> [UnkeptBytes] {
        text.takeHeaders().map { .gzipHeader($0) } + (audit?.take() ?? [])
    }

    /// The number of the line that was read last, counted from 1.
    var lineNumber: Int { text.lineNumber }

    /// The next entry; `nil` at the end.
    mutating func next() throws(FixtureError) -> SessionEntry? {
        while let line = try nextLine() {
            do throws(LineFault) {
                if let entry = try decode(line) { return entry }
            } catch {
                audit?.note(text.bytes.span.extracting(line), lineNumber)
                throw located(error)
            }
        }
        return nil
    }

    /// The front of the next entry, shown to `body` with its line; `nil` at the end.
    mutating func nextRecord<Result>(
        _ body: (EntryRecord, RawSpan) -> Result
    ) throws(FixtureError) -> Result? {
        while let line = try nextLine() {
            if line.isEmpty { continue }
            do throws(LineFault) {
                if let result = try record(line, body) { return result }
                _ = try decode(line)
            } catch {
                throw located(error)
            }
        }
        return nil
    }

    /// What `body` makes of an entry; `nil` if the line is no entry.
    private mutating func record<Result>(
        _ line: Range<Int>,
        _ body: (EntryRecord, RawSpan) -> Result
    ) throws(LineFault) -> Result? {
        let span = text.bytes.span.extracting(line)
        guard case .entry(let record) = try RecordScanner.scan(span, after: checks.time) else {
            return nil
        }
        try checks.entry(record)
        return body(record, span.bytes)
    }

    private mutating func decode(_ line: Range<Int>) throws(LineFault) -> SessionEntry? {
        self.place = nil
        if line.isEmpty { return nil }
        if let (frame, place) = frame(line) {
            try checks.entry(EntryRecord(frame))
            self.place = place
            audit?.compare(text.bytes.span.extracting(line), lineNumber, with: frame)
            return frame
        }
        let span = text.bytes.span.extracting(line)
        switch try decoder.decode(span, after: checks.time) {
        case .entry(let entry):
            try checks.entry(EntryRecord(entry))
            audit?.compare(span, lineNumber, with: entry)
            switch entry.kind {
            case .call, .answer:
                guard decoder.standsAlone else { break }
                self.place = text.lineOffset..<text.lineOffset + line.count
            default: break
            }
            return entry
        case .content(let hash):
            try checks.content()
            audit?.compare(span, lineNumber, with: decoder.content(hash), hash: hash)
        case .end(let counts):
            try checks.end(counts)
            audit?.compare(span, lineNumber, with: counts)
        }
        return nil
    }

    /// The entry of a line that is a plain frame of JSON and nothing else, as nearly all are, and where in the text its
    /// payload stands.
    ///
    /// It is what the decoder would make of the line, in half the time.
    private func frame(_ line: Range<Int>) -> (SessionEntry, Range<Int>)? {
        let span = text.bytes.span.extracting(line)
        guard let front = PlainFrameFront(span.bytes),
            // Its payload ends where the line does, but for the brace.
            (try? JSONText.validate(span.bytes, from: front.payload)) == span.count - 1,
            span[span.count - 1] == UInt8(ascii: "}")
        else { return nil }
        let message = SocketMessage(knownJSON: span.array(front.payload..<span.count - 1))
        let kind: SessionEntry.Kind =
            front.isReceived
            ? .receive(socket: front.socket, message) : .send(socket: front.socket, message)
        let end = text.lineOffset + span.count - 1
        return (SessionEntry(at: front.at, kind), text.lineOffset + front.payload..<end)
    }

    /// The next whole line; `nil` at the end.
    private mutating func nextLine() throws(FixtureError) -> Range<Int>? {
        guard ending == nil else { return nil }
        do throws(FixtureError) {
            if let line = try text.nextLine() { return line }
        } catch {
            ending = .damaged(error)
            throw error
        }
        return lastLine()
    }

    /// What stands behind the last line break, if it is whole all the same.
    private mutating func lastLine() -> Range<Int>? {
        let rest = text.remainder()
        if !rest.isEmpty,
            (try? decoder.decode(text.bytes.span.extracting(rest), after: checks.time)) != nil
        {
            return rest
        }
        if !rest.isEmpty { audit?.note(text.bytes.span.extracting(rest), lineNumber) }
        audit?.note(contents: decoder.unnamedContents)
        ending = checks.hasEnded ? .complete : .truncated(line: text.lineNumber)
        return nil
    }

    private func located(_ fault: LineFault) -> FixtureError {
        FixtureError(
            fault.reason,
            path: path,
            line: text.lineNumber,
            byte: text.lineOffset + fault.byte
        )
    }
}
