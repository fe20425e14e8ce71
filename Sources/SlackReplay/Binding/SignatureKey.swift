/// What stands for a signature in the index: a hash of so many bits that no two signatures have the same.
///
/// Signatures are as long as what a bot says, and there is one for each thing that it ever said. The hash is that of
/// Swift's `Hasher`, which is keyed by a number that is another in each process, twice.
struct SignatureKey: Sendable, Hashable, BitwiseCopyable {
    private let first: UInt64
    private let second: UInt64

    /// - Precondition: Equal values have equal hashes, and whatever makes two values differ goes into theirs.
    init(_ signature: some Hashable) {
        first = Self.hash(signature, beginning: 1)
        second = Self.hash(signature, beginning: 2)
    }

    private static func hash(_ signature: some Hashable, beginning: UInt8) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(beginning)
        hasher.combine(signature)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }

    func hash(into hasher: inout Hasher) { hasher.combine(first) }
}
