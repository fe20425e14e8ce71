import SecretRedaction
import SessionRecording
import SlackWire

/// By what a long body is compared: a hash of its bytes, in which nothing counts that is another in each run.
///
/// That is what stands for secrets, and the boundary of a multipart body, which its client makes up. It is made while the body goes
/// by, in memory that does not grow with it.
struct BodyDigest {
    /// What stands in the place of what does not count: a character that no text of Slack's holds.
    private static let blank: UInt8 = 0x1a
    /// How many bytes may be the beginning of what does not count; none of that is longer.
    private static let overlap = 512

    private let boundary: [UInt8]?
    private var redaction = BodyRedaction("body")
    /// Takes secrets out; `nil` if nobody does.
    private var redactor: Redactor?
    private var hash = SHA256()
    private var count = 0
    private var pending: [UInt8] = []
    /// Where recorded bodies broke off that this one has not come to, in order, and what it was at those it has.
    private var marks: ArraySlice<Int>
    private(set) var beginnings: [BodyFile] = []

    /// - Parameters:
    ///   - contentType: The type of the body.
    ///   - redactor: Takes out the secrets that a bot brings, where a recording has placeholders; `nil` where there are none.
    ///   - marks: After how many bytes of what is hashed what came until then is wanted as well, in order.
    init(contentType: String?, redactor: Redactor? = nil, marks: [Int] = []) {
        self.marks = marks[...]
        let type = MediaType(parsing: contentType ?? "")
        let boundary = type.parameter("boundary").map { Array($0.utf8) } ?? []
        self.boundary =
            type.essence == "multipart/form-data" && (1...200).contains(boundary.count)
            ? boundary : nil
        self.redactor = redactor
    }

    /// The digest of a body that was recorded; `nil` if its file cannot be read, or is another one.
    ///
    /// Of one that broke off it is without the last 512 bytes where part of what does not count may stand there.
    ///
    /// - Complexity: O(*n*) in its length where something in it does not count, else O(1).
    static func recorded(_ file: BodyFile, contentType: String?) -> BodyFile? {
        var digest = BodyDigest(contentType: contentType)
        guard file.hasPlaceholders || digest.boundary != nil else {
            return BodyFile(sha256: file.sha256, count: file.count, isCut: file.isCut)
        }
        guard let source = try? BodySource(file) else { return nil }
        source.visit { digest.add($0) }
        return digest.finish(isCut: file.isCut)
    }

    /// The digest of the beginning of a body that was recorded; `nil` if it is not as long.
    ///
    /// - Complexity: O(*n*) in its length.
    static func recorded(_ file: BodyFile, contentType: String?, upTo count: Int) -> BodyFile? {
        var digest = BodyDigest(contentType: contentType, marks: [count])
        guard let source = try? BodySource(file) else { return nil }
        source.visit { digest.add($0) }
        _ = digest.finish()
        return digest.beginnings.first
    }

    /// Takes the next bytes.
    mutating func add(_ bytes: [UInt8]) {
        guard var redactor else { return take(bytes) }
        // Given back, so that there is one of it.
        self.redactor = nil
        take(redaction.add(bytes, &redactor))
        self.redactor = redactor
    }

    /// The digest of all that came.
    ///
    /// - Parameter isCut: Whether more would have come: then what may go on in it is left out.
    mutating func finish(isCut: Bool = false) -> BodyFile {
        if var redactor { take(redaction.finish(&redactor)) }
        blank(leaving: isCut ? min(Self.overlap, pending.count) : 0)
        feed([])
        return digest(isCut: isCut)
    }

    private func digest(isCut: Bool) -> BodyFile {
        var hash = hash
        return BodyFile(sha256: hash.finishHexadecimal(), count: count, isCut: isCut)
    }

    private mutating func take(_ bytes: [UInt8]) {
        pending += bytes
        if pending.count > 64 << 10 { blank(leaving: Self.overlap) }
    }

    private mutating func blank(leaving overlap: Int) {
        let limit = pending.count - overlap
        var copied = 0
        for place in places(in: pending) where place.lowerBound < limit {
            guard place.lowerBound >= copied else { continue }
            feed(pending[copied..<place.lowerBound])
            feed([Self.blank])
            copied = place.upperBound
        }
        if copied < limit {
            feed(pending[copied..<limit])
            copied = limit
        }
        pending.removeFirst(copied)
    }

    private func places(in bytes: [UInt8]) -> [Range<Int>] {
        let placeholders = Placeholder.ranges(in: bytes)
        guard let boundary else { return placeholders }
        var found = placeholders
        var next = 0
        while let start = ByteSearch.firstOffset(of: boundary, in: bytes.span, from: next) {
            next = start + boundary.count
            found.append(start..<next)
        }
        return found.sorted { $0.lowerBound < $1.lowerBound }
    }

    private mutating func feed(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        while true {
            let piece = marks.first.map { rest.prefix(max($0 - count, 0)) } ?? rest
            piece.withUnsafeBytes { hash.add($0) }
            count += piece.count
            rest = rest.dropFirst(piece.count)
            guard marks.first == count else { return }
            beginnings.append(digest(isCut: true))
            marks.removeFirst()
        }
    }
}

extension BodyFile {
    /// What is told of it in a report: its length, the beginning of its hash, and its file.
    var summary: String {
        let steps = (path ?? "").split(separator: "/").suffix(2)
        guard let folder = steps.first, steps.count == 2 else { return "\(self)" }
        return "\(self), in \(folder)"
    }
}
