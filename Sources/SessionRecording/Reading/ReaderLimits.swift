/// What a reader puts up with: a fixture is untrusted input.
///
/// Limits are against attack: what a recorder writes by its own limits stays below them, but for whole days of uploads.
/// Whoever trusts a file raises them; verbs take `--limit NAME=SIZE`, and an error names its own.
public struct ReaderLimits: Sendable, Hashable {
    /// The things that are limited.
    public enum Kind: Sendable, Hashable, CaseIterable {
        /// The length of one line.
        case lineLength
        /// The inflated size of the whole fixture.
        case inflatedSize
        /// The files' content that is kept for lines that name it.
        case contentSize
        /// The content that entries name, counted as often as they name it.
        case namedContent
        /// Calls without an answer and sockets without an end, at one time.
        case openIDs

        /// The name of the option that raises the limit.
        public var name: String {
            switch self {
            case .lineLength: "line"
            case .inflatedSize: "size"
            case .contentSize: "files"
            case .namedContent: "named"
            case .openIDs: "open"
            }
        }
    }

    /// The longest line, in bytes.
    ///
    /// Default 512 MiB: a body of 128 MiB, as long as a loopback server takes them, has at most four times as much in
    /// its line.
    public var lineLength: Int
    /// The largest inflated fixture, in bytes.
    ///
    /// Default 64 GiB. How much smaller the file is does not count: a log or an empty image is worth little to gzip, too.
    public var inflatedSize: Int
    /// The largest amount of files' content that is kept in memory, in bytes.
    ///
    /// Default 1 GiB.
    public var contentSize: Int
    /// The largest amount of content that all entries together may name, in bytes, counted each time; what is
    /// compressed counts inflated, as whoever looks for secrets in it sees it.
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
        lineLength: Int = 512 << 20,
        inflatedSize: Int = 64 << 30,
        contentSize: Int = 1 << 30,
        namedContent: Int = 16 << 30,
        openIDs: Int = 1_000_000
    ) {
        self.lineLength = lineLength
        self.inflatedSize = inflatedSize
        self.contentSize = contentSize
        self.namedContent = namedContent
        self.openIDs = openIDs
    }

    /// One of the limits.
    public subscript(kind: Kind) -> Int {
        get {
            switch kind {
            case .lineLength: lineLength
            case .inflatedSize: inflatedSize
            case .contentSize: contentSize
            case .namedContent: namedContent
            case .openIDs: openIDs
            }
        }
        set {
            switch kind {
            case .lineLength: lineLength = newValue
            case .inflatedSize: inflatedSize = newValue
            case .contentSize: contentSize = newValue
            case .namedContent: namedContent = newValue
            case .openIDs: openIDs = newValue
            }
        }
    }
}
