public import SlackWire

/// Why a fixture cannot be read or written.
public struct FixtureError: Error, Sendable, Hashable {
    /// What is wrong; each case's wording is in `FixtureError+Wording.swift`.
    public enum Reason: Sendable, Hashable {
        /// The operating system refused an operation; `code` is its `errno`.
        case file(operation: FileOperation, code: Int32)
        /// Another process is recording to the same fixture.
        case inUse
        /// The file is neither gzip nor JSON Lines, or its first line is no header.
        case notAFixture(NotAFixture)
        /// The format is newer than this library can read.
        case unsupportedVersion(found: Int, readableSince: Int)
        /// The compressed bytes are damaged; nothing behind this place can be read.
        case damagedCompression
        /// Something other than a gzip member follows the end of one.
        case trailingBytes
        /// The file holds more than the limits allow.
        case overLimit(ReaderLimits.Kind, limit: Int)
        /// The line is not one JSON object.
        case invalidJSON(JSONError)
        /// A member is missing or is not what the format asks for.
        case invalidMember(name: String, expected: String)
        /// An entry's time lies before that of the entry above it.
        case timeRunsBackwards(from: Int64, to: Int64)
        /// A call or socket has an id that is not above those before it.
        case repeatedID(Party, id: Int)
        /// An entry speaks of a call or socket that was not begun before it, or has ended.
        case unknownID(Party, id: Int)
        /// A line stands behind the end mark.
        case entryAfterEnd
        /// A second header: the file holds several fixtures.
        case anotherFixture
        /// The end mark counts something else than what stands above it.
        case countMismatch(name: String, stated: Int, found: Int)
        /// An entry names content that does not stand above it.
        case unknownContent(hash: String)
        /// Content does not have the hash it is named by.
        case wrongHash(stated: String, found: String)
        /// A recording went on after its file failed; `written` entries are in the partial file.
        case incompleteRecording(written: Int, lost: Int, cause: FileOperation, code: Int32)
    }

    /// What was asked of the operating system.
    public enum FileOperation: String, Sendable, Hashable {
        /// Opening a file to read.
        case open
        /// Reading.
        case read
        /// Creating a file.
        case create
        /// Writing.
        case write
        /// Waiting for the disk.
        case synchronize
        /// Putting a finished file in its place.
        case rename
    }

    /// Why something is no fixture.
    public enum NotAFixture: Sendable, Hashable {
        /// It is empty.
        case empty
        /// It is something else.
        case foreign
        /// It is gzip or JSON, and its first line is not a header.
        case noHeader
    }

    /// What an id is the id of.
    public enum Party: String, Sendable, Hashable {
        /// A call.
        case call
        /// A socket.
        case socket
    }

    /// What is wrong.
    public let reason: Reason
    /// The file, if there is one.
    public let path: String?
    /// The line, counted from 1, if one is at fault.
    public let line: Int?
    /// The offset in bytes: into the inflated text if ``line`` is given, into the file otherwise.
    public let byte: Int?

    /// Makes an error.
    public init(_ reason: Reason, path: String? = nil, line: Int? = nil, byte: Int? = nil) {
        self.reason = reason
        self.path = path
        self.line = line
        self.byte = byte
    }
}
