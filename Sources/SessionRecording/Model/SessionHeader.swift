/// The first line of a fixture: what the session is and how it was recorded.
public struct SessionHeader: Sendable, Hashable {
    /// The version of the format that this library writes.
    public static let currentVersion = 1

    /// The version of the format.
    public var version: Int
    /// The oldest version of the format whose readers understand the session; at most ``version``.
    public var readableSince: Int
    /// When the recording started, in whole microseconds since 1970 UTC; virtual time starts here.
    public var epoch: Int64
    /// A title for people.
    public var title: String?
    /// Where the data came from and its licence, if it is not the user's own.
    public var source: String?
    /// Whether secrets were replaced by placeholders before anything was written.
    public var isRedacted: Bool
    /// Members of the line that a newer version of the format added.
    public var extraFields: [ExtraField]

    /// Makes a header; `readableSince` is `version` unless given.
    public init(
        version: Int = SessionHeader.currentVersion,
        readableSince: Int? = nil,
        epoch: Int64,
        title: String? = nil,
        source: String? = nil,
        isRedacted: Bool = true,
        extraFields: [ExtraField] = []
    ) {
        self.version = version
        self.readableSince = readableSince ?? version
        self.extraFields = extraFields
        self.epoch = epoch
        self.title = title
        self.source = source
        self.isRedacted = isRedacted
    }
}
