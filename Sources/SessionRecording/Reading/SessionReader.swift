import RepriseFloor

/// Reads a fixture as a stream, in memory that does not grow with it.
///
/// It reads gzip and plain JSON Lines, finished and unfinished files. Whatever stands before a cut or a
/// damaged place is delivered first. One task at a time uses a reader.
public final class SessionReader {
    /// How a fixture ended.
    public enum Ending: Sendable, Hashable {
        /// With its end mark.
        case complete
        /// Without one: the recording was interrupted, or the file was cut.
        ///
        /// Every whole entry was delivered; `line` is the first line that is missing or not whole.
        case truncated(line: Int)
        /// At a damaged place, behind which nothing can be read.
        case damaged(FixtureError)
    }

    private var cursor: SessionCursor

    /// Opens a fixture and reads its header.
    ///
    /// - Throws: ``FixtureError`` if the file cannot be read or is no fixture.
    public init(path: String, limits: ReaderLimits = ReaderLimits()) throws(FixtureError) {
        cursor = try SessionCursor(try ByteSource(path: path), path: path, limits: limits)
    }

    /// Reads a fixture that is in memory.
    ///
    /// - Parameters:
    ///   - bytes: The fixture, compressed or not.
    ///   - name: What errors call it.
    ///   - limits: What to put up with.
    /// - Throws: ``FixtureError`` if the bytes are no fixture.
    public init(
        bytes: [UInt8],
        name: String? = nil,
        limits: ReaderLimits = ReaderLimits()
    ) throws(FixtureError) {
        cursor = try SessionCursor(ByteSource(bytes: bytes), path: name, limits: limits)
    }

    /// Opens a fixture and looks for bytes in it that are not in what is read: see ``takeUnkept()``.
    init(auditing path: String, limits: ReaderLimits) throws(FixtureError) {
        cursor = try SessionCursor(
            try ByteSource(path: path),
            path: path,
            limits: limits,
            isAudited: true
        )
    }

    /// The same for a fixture that is in memory.
    init(auditing bytes: [UInt8], limits: ReaderLimits) throws(FixtureError) {
        cursor = try SessionCursor(
            ByteSource(bytes: bytes),
            path: nil,
            limits: limits,
            isAudited: true
        )
    }

    /// Opens a fixture whose text is to be read again by its places.
    ///
    /// - Parameter copy: Where the text is written as it is read.
    init(path: String, limits: ReaderLimits, copy: ScratchBytes) throws(FixtureError) {
        cursor = try SessionCursor(
            try ByteSource(path: path),
            path: path,
            limits: limits,
            copy: copy
        )
    }

    /// Reads text that was written while a fixture was read.
    ///
    /// - Parameter bodies: Where bodies lie that have files of their own.
    init(
        _ text: ScratchBytes,
        limits: ReaderLimits,
        bodies: BodyFolder?
    ) throws(FixtureError) {
        cursor = try SessionCursor(ByteSource(text), path: nil, limits: limits, bodies: bodies)
    }

    /// Where bodies lie that have files of their own; `nil` if nobody knows.
    var bodies: BodyFolder? { cursor.bodies }

    /// Where in the text that stands which the entry read last can be read from again: the payload of a message, the
    /// line of a call or an answer; `nil` where it is not all there.
    var place: ScratchBytes.Place? { cursor.place.flatMap { ScratchBytes.Place($0) } }

    /// The bytes up to the line that was read last, since this was asked for last, that are not in what was read.
    func takeUnkept() -> [UnkeptBytes] { cursor.takeUnkept() }

    /// The first line.
    public var header: SessionHeader { cursor.header }

    /// How the fixture ended; `nil` until the end was reached.
    public var ending: Ending? { cursor.ending }

    /// The number of the line that was read last, counted from 1.
    public var lineNumber: Int { cursor.lineNumber }

    /// The next entry; `nil` at the end, and then ``ending`` says how it ended.
    ///
    /// After an error about a line, the reader stands behind that line and may be asked again; after
    /// an error about the file every further call returns `nil`.
    ///
    /// - Throws: ``FixtureError`` with the line and byte of what is wrong.
    public func next() throws(FixtureError) -> SessionEntry? {
        try cursor.next()
    }

    /// Reads the next entry only as far as dispatching needs, and shows its line to `body`.
    ///
    /// The line is not copied and its payload not decoded or validated: brackets and quotes are
    /// followed, nothing else is looked at. ``next()`` and this function may take turns.
    ///
    /// - Parameter body: Gets the front of the entry and the line, in which ``EntryRecord/payload`` is
    ///   a range. The line is good until `body` returns.
    /// - Returns: What `body` returned; `nil` at the end, and then ``ending`` says how it ended.
    /// - Throws: ``FixtureError`` with the line and byte of what is wrong.
    public func nextRecord<Result>(
        _ body: (EntryRecord, RawSpan) -> Result
    ) throws(FixtureError) -> Result? {
        try cursor.nextRecord(body)
    }
}
