/// How much of a body came at once, before anything in it was replaced.
public struct BodyChunk: Sendable, Hashable {
    /// How many bytes.
    public var bytes: Int
    /// How many line feeds, if the last byte is one; then the piece can be found again in a body whose secrets were replaced.
    public var lines: Int?

    /// Makes a count.
    public init(bytes: Int, lines: Int? = nil) {
        self.bytes = bytes
        self.lines = lines
    }

    /// Counts a piece.
    public init(_ piece: [UInt8]) {
        let feed = UInt8(ascii: "\n")
        let feeds = piece.reduce(0) { $0 + ($1 == feed ? 1 : 0) }
        self.init(bytes: piece.count, lines: piece.last == feed ? feeds : nil)
    }
}

extension [BodyChunk] {
    /// A body in the pieces in which it came.
    ///
    /// Placeholders are not as long as secrets, so that where bytes do not add up lines may. Where they do not either, a piece is as long
    /// as it was, as far as there is something left, and the last one has the rest.
    package func pieces(of body: [UInt8]) -> [[UInt8]] {
        guard !isEmpty else { return body.isEmpty ? [] : [body] }
        let lines = compactMap(\.lines)
        let feeds = body.reduce(0) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
        let isByLines =
            Self.sum(map(\.bytes)) != body.count && lines.count == count
            && Self.sum(lines) == feeds
        var rest = body[...]
        var pieces: [[UInt8]] = []
        for (place, chunk) in enumerated() {
            let end =
                if place == count - 1 {
                    rest.endIndex
                } else if isByLines, let lines = chunk.lines {
                    rest.end(ofLines: lines)
                } else {
                    rest.startIndex + Swift.min(chunk.bytes, rest.count)
                }
            pieces.append([UInt8](rest[..<end]))
            rest = rest[end...]
        }
        return pieces
    }

    /// The sum of counts that somebody may have made up: more than any body has is enough.
    private static func sum(_ counts: [Int]) -> Int {
        let most = Int.max / 2
        return counts.reduce(0) { Swift.min($0 + Swift.min($1, most), most) }
    }
}

extension ArraySlice<UInt8> {
    /// Where so many lines end.
    fileprivate func end(ofLines count: Int) -> Int {
        var left = count
        var place = startIndex
        while left > 0, place < endIndex {
            if self[place] == UInt8(ascii: "\n") { left -= 1 }
            place += 1
        }
        return place
    }
}
