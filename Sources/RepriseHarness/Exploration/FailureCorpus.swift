public import Interleaving
import RepriseFloor

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Tokens of failures, kept in a file beside the fixture with which they were found, to be tried first the next time.
///
/// `greeting.failures` for `greeting.jsonl.gz`: one token a line, the newest first. Tokens tell nothing of the session. The file goes
/// when the last token does.
public struct FailureCorpus: Sendable, Hashable {
    /// Tokens that are kept at most; the oldest go first.
    public static let limit = 64

    /// The file.
    public let path: String

    /// That beside a fixture.
    public init(besideFixture fixture: String) {
        let ending = FixtureLocator.extensions.first { !$0.isEmpty && fixture.hasSuffix($0) } ?? ""
        path = fixture.dropLast(ending.count) + ".failures"
    }

    /// Bytes that are read at most: as many tokens as are kept, each far longer than any that was seen.
    private static let mostBytes = 1 << 23

    /// The tokens, the newest first; what is none is left out.
    public var tokens: [ReplayToken] { Self.tokens(in: lines) }

    private static func tokens(in lines: [Substring]) -> [ReplayToken] {
        lines.compactMap { line in
            do { return try ReplayToken(String(line)) } catch { return nil }
        }
    }

    /// The lines that have an end: the beginning of a token may be one of its own.
    private var lines: [Substring] {
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < Self.mostBytes {
            let count = fread(&part, 1, part.count, file)
            guard count > 0 else { break }
            bytes += part.prefix(count)
        }
        let whole = bytes[..<((bytes.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1)]
        return String(decoding: whole, as: UTF8.self)
            .split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }
    }

    /// Tests that run in parallel take turns.
    private static let turn = Locked(())

    /// Takes a token in, and others out; what is no token goes, too.
    ///
    /// The file is written anew and put in place as a whole. Of two processes that do so at once one loses its token, which it finds again.
    ///
    /// - Throws: ``FailureCorpusError`` if that cannot be done.
    public func update(
        adding added: ReplayToken?,
        removing removed: [ReplayToken]
    ) throws(FailureCorpusError) {
        try Self.turn.withLock { _ throws(FailureCorpusError) in
            try replace(adding: added, removing: removed)
        }
    }

    private func replace(
        adding added: ReplayToken?,
        removing removed: [ReplayToken]
    ) throws(FailureCorpusError) {
        let lines = lines
        let old = lines.map(String.init)
        let readable = Self.tokens(in: lines).map(\.description)
        let gone = Set(removed.map(\.description))
        let first = added.map { [$0.description] } ?? []
        let kept = readable.filter { !gone.contains($0) && !first.contains($0) }
        let new = Array((first + kept).prefix(Self.limit))
        guard new != old else { return }
        try new.isEmpty ? remove() : write(new)
    }

    private func remove() throws(FailureCorpusError) {
        if unlink(path) != 0, errno != ENOENT { throw FailureCorpusError(path: path, code: errno) }
    }

    private func write(_ tokens: [String]) throws(FailureCorpusError) {
        let text =
            """
            # Schedules under which tests with this fixture failed. They are tried first, and go when they apply no more.

            """ + tokens.map { $0 + "\n" }.joined()
        let scratch = path + ".\(getpid())"
        guard let file = fopen(scratch, "w") else {
            throw FailureCorpusError(path: path, code: errno)
        }
        let isWritten = fputs(text, file) >= 0
        guard fclose(file) == 0, isWritten, rename(scratch, path) == 0 else {
            let code = errno
            unlink(scratch)
            throw FailureCorpusError(path: path, code: code)
        }
    }
}

/// Why a failure could not be kept.
public struct FailureCorpusError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file.
    public let path: String
    /// The system's error number.
    public let code: Int32

    /// One sentence for people.
    public var description: String {
        "\(path) cannot be written (\(String(cString: strerror(code)))): what failed is not tried first next time"
    }
}
