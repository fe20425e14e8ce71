import SlackWire

/// Reads a fixture as a stream, in memory that does not grow with it.
///
/// It reads gzip and plain JSON Lines, finished and unfinished files. Whatever stands before a cut or a
/// damaged place is delivered first.
public struct SessionReader: ~Copyable {
    /// How a fixture ended.
    public enum Ending: Sendable, Hashable {
        /// With its end mark.
        case complete
        /// Without one: the recording was interrupted, or the file was cut. Every whole entry was
        /// delivered; `line` is the first line that is missing or not whole.
        case truncated(line: Int)
        /// At a damaged place, behind which nothing can be read.
        case damaged(FixtureError)
    }

    /// The first line.
    public let header: SessionHeader
    /// How the fixture ended; `nil` until the end was reached.
    public private(set) var ending: Ending?

    private let path: String?
    private var text: TextStream
    private var decoder: LineDecoder
    private var checks: SessionChecks

    /// Opens a fixture and reads its header.
    ///
    /// - Throws: ``FixtureError`` if the file cannot be read or is no fixture.
    public init(path: String, limits: ReaderLimits = ReaderLimits()) throws(FixtureError) {
        try self.init(try ByteSource(path: path), path: path, limits: limits)
    }

    /// Reads a fixture that is in memory.
    ///
    /// - Parameter name: What errors call it.
    /// - Throws: ``FixtureError`` if the bytes are no fixture.
    public init(
        bytes: [UInt8],
        name: String? = nil,
        limits: ReaderLimits = ReaderLimits()
    ) throws(FixtureError) {
        try self.init(ByteSource(bytes: bytes), path: name, limits: limits)
    }

    private init(
        _ source: consuming ByteSource,
        path: String?,
        limits: ReaderLimits
    ) throws(FixtureError) {
        var text = try TextStream(source, path: path, limits: limits)
        let header = try Self.header(from: &text, path: path)
        self.path = path
        self.header = header
        self.text = text
        decoder = LineDecoder(version: header.version, limits: limits)
        checks = SessionChecks(openLimit: limits.openIDs)
    }

    private static func header(
        from text: inout TextStream,
        path: String?
    ) throws(FixtureError) -> SessionHeader {
        guard let line = try text.nextLine() else {
            throw FixtureError(.notAFixture(.noHeader), path: path)
        }
        do throws(LineFault) {
            return try HeaderLine.decode(text.bytes.span.extracting(line))
        } catch {
            throw FixtureError(error.reason, path: path, line: 1, byte: error.byte)
        }
    }

    /// The number of the line that was read last, counted from 1.
    public var lineNumber: Int { text.lineNumber }

    /// The next entry; `nil` at the end, and then ``ending`` says how it ended.
    ///
    /// After an error about a line, the reader stands behind that line and may be asked again; after
    /// an error about the file every further call returns `nil`.
    ///
    /// - Throws: ``FixtureError`` with the line and byte of what is wrong.
    public mutating func next() throws(FixtureError) -> SessionEntry? {
        while let line = try nextLine() {
            do throws(LineFault) {
                if let entry = try decode(line) { return entry }
            } catch {
                throw located(error)
            }
        }
        return nil
    }

    private mutating func decode(_ line: Range<Int>) throws(LineFault) -> SessionEntry? {
        if line.isEmpty { return nil }
        switch try decoder.decode(text.bytes.span.extracting(line)) {
        case .entry(let entry):
            try checks.entry(EntryRecord(entry))
            return entry
        case .content: try checks.content()
        case .end(let counts): try checks.end(counts)
        }
        return nil
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
        if !rest.isEmpty, (try? decoder.decode(text.bytes.span.extracting(rest))) != nil {
            return rest
        }
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
