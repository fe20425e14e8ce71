/// One way in which a replay is not what was asked for.
public struct Finding: Error, Sendable, Hashable {
    /// What is wrong, in one sentence.
    public let sentence: String
    /// Where on the timeline, for example `event 4 at 1.250 s`.
    public let place: String?
    /// The recorded entry that it is about, which stands in the next line of the fixture; `nil` if it is about none.
    public let entry: Int?
    /// What was asked for, a line each.
    public let expected: [String]
    /// What came instead, a line each.
    public let actual: [String]
    /// What led there, a line each, the first first.
    public let slice: [String]
    /// What to do next.
    public let next: String?

    /// Makes a finding.
    public init(
        _ sentence: String,
        place: String? = nil,
        entry: Int? = nil,
        expected: [String] = [],
        actual: [String] = [],
        slice: [String] = [],
        next: String? = nil
    ) {
        self.sentence = sentence
        self.place = place
        self.entry = entry
        self.expected = expected
        self.actual = actual
        self.slice = slice
        self.next = next
    }
}
