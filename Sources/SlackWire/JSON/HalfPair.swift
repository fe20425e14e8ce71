/// Half of a surrogate pair alone, which JSON may hold (RFC 8259 §8.2) and no Swift text can.
///
/// Slack sends it where it cuts a text within an emoji. Two different halves are two different texts, and an answer that quotes one is written
/// with it again, so each is read as a character that nobody has a use for: U+10F000 plus its number among them.
enum HalfPair {
    private static let first: UInt32 = 0x10f000

    /// The character for a code unit from D800 to DFFF.
    static func scalar(of unit: UInt32) -> Unicode.Scalar? { Unicode.Scalar(first + unit - 0xd800) }

    /// The code unit for which a character stands; `nil` for all others.
    static func unit(of scalar: Unicode.Scalar) -> UInt16? {
        guard (first...first + 0x7ff).contains(scalar.value) else { return nil }
        return UInt16(0xd800 + scalar.value - first)
    }
}
