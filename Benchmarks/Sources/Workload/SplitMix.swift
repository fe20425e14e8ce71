/// Random numbers from a seed, the same on every machine (Steele, Lea and Flood, "Fast splittable
/// pseudorandom number generators", 2014).
public struct SplitMix: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Starts from a seed.
    public init(seed: UInt64) {
        state = seed
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return bits ^ (bits >> 31)
    }

    /// A number below `bound`; the bias of a plain remainder does not matter here.
    mutating func below(_ bound: Int) -> Int {
        Int(next() % UInt64(bound))
    }

    /// So many characters of an alphabet.
    mutating func characters(_ count: Int, of alphabet: [Character]) -> String {
        var text = ""
        for _ in 0..<count { text.append(alphabet[below(alphabet.count)]) }
        return text
    }

    /// A random UUID's spelling.
    mutating func uuid() -> String {
        let parts = [8, 4, 4, 4, 12].map { characters($0, of: Self.hexadecimal) }
        return parts.joined(separator: "-")
    }

    /// An id as Slack spells it: a letter, a zero, nine capitals and digits.
    mutating func identifier(_ letter: Character) -> String {
        "\(letter)0\(characters(9, of: Self.capitals))"
    }

    static let hexadecimal = Array("0123456789abcdef")
    static let capitals = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    static let mixed = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
}
