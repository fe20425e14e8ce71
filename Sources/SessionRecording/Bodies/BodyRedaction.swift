package import SecretRedaction

/// Takes the secrets out of a long body while it goes by, in memory that does not grow with it.
///
/// It is looked at as a text, in pieces that overlap. `Documentation/FixtureFormat.md` says what is not found so.
package struct BodyRedaction: Sendable {
    /// How much is gone through at once.
    private static let pieceSize = 256 << 10
    /// How much of it is looked at once more with what follows: no secret that is looked for elsewhere is longer.
    private static let overlap = 64 << 10

    private let place: String
    private var pending: [UInt8] = []
    /// How many bytes stand before what is pending.
    private var offset = 0

    /// - Parameter place: What findings call it.
    package init(_ place: String) {
        self.place = place
    }

    /// Takes the next bytes; returns what is done of it.
    package mutating func add(_ bytes: [UInt8], _ redactor: inout Redactor) -> [UInt8] {
        pending += bytes
        var done: [UInt8] = []
        while pending.count >= Self.pieceSize + Self.overlap {
            let next = Array(pending.prefix(Self.pieceSize + Self.overlap))
            let (beginning, count) = redactor.redactBeginning(
                of: next,
                leaving: Self.overlap,
                isEnd: false,
                "\(place) from byte \(offset) on"
            )
            done += beginning
            // What does not end in so many bytes is cut: nothing is made to wait for ever.
            pending.removeFirst(max(count, 1))
            offset += max(count, 1)
        }
        return done
    }

    /// Takes the end; returns the rest.
    package mutating func finish(_ redactor: inout Redactor) -> [UInt8] {
        defer { pending = [] }
        return redactor.redactBeginning(
            of: pending,
            leaving: 0,
            isEnd: true,
            "\(place) from byte \(offset) on"
        ).bytes
    }
}
