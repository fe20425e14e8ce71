/// The shape of Slack's ids: a letter that says of what, and capitals and digits.
enum SlackID {
    /// The fewest characters, the letter included.
    static let shortest = 9

    /// Whether a byte may stand in one.
    static func holds(_ byte: UInt8) -> Bool {
        ASCII.isDigit(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    /// Whether bytes are one of what the letter says.
    static func stands(in bytes: ArraySlice<UInt8>, startingWith letter: UInt8) -> Bool {
        bytes.first == letter && bytes.count >= shortest && bytes.allSatisfy(holds)
    }
}
