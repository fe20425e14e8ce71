/// A recorded body that lies in a file of its own, by what it holds.
///
/// Two are equal if they hold the same, wherever they lie.
public struct BodyFile: Sendable, Hashable {
    /// The SHA-256 of its bytes, in 64 hexadecimal digits of lower case.
    public let sha256: String
    /// How many bytes it has.
    public let count: Int
    /// Whether the body broke off behind them.
    public var isCut: Bool
    /// Whether something in it may stand for a secret that was replaced.
    public var hasPlaceholders: Bool
    /// Where it lies.
    package var place: Place?

    /// Where a body lies.
    package enum Place: Sendable, Hashable {
        /// In the file at that path.
        case file(String)
        /// With a recorder that is still writing it, under that number: what it holds is known when it is written.
        case draft(Int)
    }

    /// Describes a body.
    public init(
        sha256: String,
        count: Int,
        isCut: Bool = false,
        hasPlaceholders: Bool = false
    ) {
        self.sha256 = sha256
        self.count = count
        self.isCut = isCut
        self.hasPlaceholders = hasPlaceholders
    }

    /// A body that is still being written.
    package init(draft number: Int, count: Int, isCut: Bool = false) {
        self.init(sha256: "", count: count, isCut: isCut)
        place = .draft(number)
    }

    /// Where it can be read; `nil` if nobody knows.
    public var path: String? {
        guard case .file(let path)? = place else { return nil }
        return path
    }

    /// The number under which a recorder is still writing it.
    package var draft: Int? {
        guard case .draft(let number)? = place else { return nil }
        return number
    }

    /// The same body in the file at that path.
    package func lying(at path: String) -> BodyFile {
        var file = self
        file.place = .file(path)
        return file
    }

    /// The same body, cut or not.
    package func cut(_ isCut: Bool) -> BodyFile {
        var file = self
        file.isCut = isCut
        return file
    }

    /// Whether they hold the same.
    public static func == (left: BodyFile, right: BodyFile) -> Bool {
        left.sha256 == right.sha256 && left.count == right.count && left.isCut == right.isCut
            && left.draft == right.draft
    }

    /// Feeds what it holds.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(sha256)
        hasher.combine(count)
        hasher.combine(isCut)
    }
}

extension BodyFile: CustomStringConvertible {
    /// Its length and the beginning of its hash: `1073741824 bytes, SHA-256 0123456789ab…`.
    public var description: String {
        let bytes = "\(isCut ? "a body cut after " : "")\(count) bytes"
        return sha256.isEmpty ? bytes : bytes + ", SHA-256 \(sha256.prefix(12))…"
    }
}
