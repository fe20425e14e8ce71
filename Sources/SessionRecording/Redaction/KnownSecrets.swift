/// The secrets that a session has shown, to be found again where nothing else gives them away: in the
/// middle of a text, and split over two messages.
///
/// Only what is long and mixed enough to be no word is kept, and at most ``limit`` of it; nothing that
/// holds a placeholder, which stands in other places for other secrets.
struct KnownSecrets {
    /// The fewest bytes of a secret that is looked for.
    static let minimumLength = 8
    /// How many bytes of a secret must stand together for its piece to be recognised.
    static let pieceLength = 8
    /// How many secrets are looked for.
    static let limit = 4_096
    /// Pieces are looked for no further than this from the end of a text.
    private static let reach = 512
    /// How many secrets may share their first bytes.
    private static let bucketLimit = 16

    private var secrets: [[UInt8]] = []
    private var heads: [UInt64: [Int]] = [:]
    private var tails: [UInt64: [Int]] = [:]
    private var all: Set<[UInt8]> = []

    /// Whether there are none.
    var isEmpty: Bool { secrets.isEmpty }

    /// Takes a secret; false if it is not kept, or was.
    mutating func insert(_ secret: [UInt8]) -> Bool {
        guard secrets.count < Self.limit, secret.count >= Self.minimumLength,
            secret.contains(where: ASCII.isDigit),
            secret.contains(where: { ASCII.isAlphanumeric($0) && !ASCII.isDigit($0) }),
            !secret.contains(where: { $0 <= 0x20 }), !Placeholders.holdsWord(secret),
            all.insert(secret).inserted
        else { return false }
        let head = Self.word(secret, at: 0)
        let tail = Self.word(secret, at: secret.count - Self.pieceLength)
        if heads[head, default: []].count < Self.bucketLimit {
            heads[head, default: []].append(secrets.count)
        }
        if tails[tail, default: []].count < Self.bucketLimit {
            tails[tail, default: []].append(secrets.count)
        }
        secrets.append(secret)
        return true
    }

    /// Every place where a known secret stands.
    func ranges(in bytes: [UInt8]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var index = 0
        while index + Self.pieceLength <= bytes.count {
            if let length = length(of: bytes, at: index) {
                found.append(index..<index + length)
                index += length
            } else {
                index += 1
            }
        }
        return found
    }

    /// Where the beginning of a secret stands at the very end, and what of the secret is missing.
    func beginning(atEndOf bytes: [UInt8]) -> (range: Range<Int>, rest: [UInt8])? {
        guard bytes.count >= Self.pieceLength else { return nil }
        for start in max(0, bytes.count - Self.reach)...bytes.count - Self.pieceLength {
            for number in heads[Self.word(bytes, at: start)] ?? []
            where secrets[number].count > bytes.count - start
                && secrets[number].starts(with: bytes[start...])
                && !Self.isIdentifier(bytes.count - start, of: secrets[number])
            {
                return (start..<bytes.count, Array(secrets[number].dropFirst(bytes.count - start)))
            }
        }
        return nil
    }

    /// Whether so many bytes are the ids that a path begins with: that of the team, with which the paths of webhooks
    /// and files begin, stands in every event and is no secret.
    private static func isIdentifier(_ count: Int, of secret: [UInt8]) -> Bool {
        guard !secret[..<count].contains(UInt8(ascii: "/")) else { return false }
        if secret[count] == UInt8(ascii: "/") { return true }
        return !ASCII.isAlphanumeric(secret[count])
            && secret[..<count].allSatisfy { byte in
                ASCII.isDigit(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                    || byte == UInt8(ascii: "-")
            }
    }

    /// Whether the last bytes of a path are the name of a file, which stands beside it and is no secret.
    private static func isFileName(_ count: Int, of secret: [UInt8]) -> Bool {
        let name = secret.suffix(count)
        return secret[secret.count - count - 1] == UInt8(ascii: "/")
            && !name.contains(UInt8(ascii: "/")) && name.contains(UInt8(ascii: "."))
    }

    /// Where the end of a secret stands at the very beginning.
    func ending(atStartOf bytes: [UInt8]) -> Range<Int>? {
        guard bytes.count >= Self.pieceLength else { return nil }
        for end in Self.pieceLength...max(Self.pieceLength, min(bytes.count, Self.reach)) {
            for number in tails[Self.word(bytes, at: end - Self.pieceLength)] ?? []
            where secrets[number].count > end && secrets[number].suffix(end) == bytes[..<end]
                && !Self.isFileName(end, of: secrets[number])
            {
                return 0..<end
            }
        }
        return nil
    }

    /// The length of the longest secret that begins there.
    private func length(of bytes: [UInt8], at start: Int) -> Int? {
        heads[Self.word(bytes, at: start)]?.lazy
            .filter { bytes[start...].starts(with: secrets[$0]) }
            .map { secrets[$0].count }
            .max()
    }

    /// Eight bytes as a number.
    private static func word(_ bytes: [UInt8], at start: Int) -> UInt64 {
        bytes[start..<start + pieceLength].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
