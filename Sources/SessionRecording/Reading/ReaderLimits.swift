/// What a reader puts up with: a fixture is untrusted input.
public struct ReaderLimits: Sendable, Hashable {
    /// The things that are limited.
    public enum Kind: Sendable, Hashable {
        /// The length of one line.
        case lineLength
        /// The inflated size of the whole fixture.
        case inflatedSize
        /// The inflated size in relation to the compressed one.
        case inflationRatio
        /// The files' content that is kept for lines that name it.
        case contentSize
        /// The content that entries name, counted as often as they name it.
        case namedContent
        /// Calls without an answer and sockets without an end, at one time.
        case openIDs
    }

    /// The longest line, in bytes.
    ///
    /// Default 64 MiB.
    public var lineLength: Int
    /// The largest inflated fixture, in bytes.
    ///
    /// Default 64 GiB.
    public var inflatedSize: Int
    /// How many times larger than the file its inflated content may be, beyond the first 16 MiB.
    ///
    /// Deflate reaches 1032 at most, real sessions 5 to 30. Default 300.
    public var inflationRatio: Int
    /// The largest amount of files' content that is kept in memory, in bytes.
    ///
    /// Default 1 GiB.
    public var contentSize: Int
    /// The largest amount of content that all entries together may name, in bytes, counted each time.
    ///
    /// A few bytes name content of any size: whoever works on what entries hold would work without end.
    /// Default 16 GiB.
    public var namedContent: Int
    /// The largest number of calls and sockets open at one time.
    ///
    /// Default 1,000,000.
    public var openIDs: Int

    /// Makes limits.
    public init(
        lineLength: Int = 64 << 20,
        inflatedSize: Int = 64 << 30,
        inflationRatio: Int = 300,
        contentSize: Int = 1 << 30,
        namedContent: Int = 16 << 30,
        openIDs: Int = 1_000_000
    ) {
        self.lineLength = lineLength
        self.inflatedSize = inflatedSize
        self.inflationRatio = inflationRatio
        self.contentSize = contentSize
        self.namedContent = namedContent
        self.openIDs = openIDs
    }

    /// The inflated size up to which the ratio is not looked at: a few kilobytes of one repeated
    /// byte are no attack.
    static let ratioFreeSize = 16 << 20
}
