import SecretRedaction
import SlackWire

/// A run of characters that looks random, as keys and tokens of all makers do.
///
/// Letters of both cases and digits, 24 and more, with at least 3.9 bits of information a character; or a
/// value of 32 and more hexadecimal digits and nothing else. Ids, hashes and base64 of plain text do not
/// count. It is a guess: what is found should be looked at.
public struct RandomText: Sendable, Hashable {
    /// The part of the entry, and in JSON the name of the member.
    public let place: String
    /// How many bytes of that value come before it.
    public let byte: Int
    /// How many characters it has.
    public let length: Int

    fileprivate static let shortest = 24
    private static let shortestHexadecimal = 32
    private static let leastInformation = 3.9
    /// How many characters of a name are told.
    private static let nameLimit = 80

    /// Names whose values are random by nature.
    private static let idNames: Set<String> = [
        "etag", "ts", "nonce", "cursor", "next_cursor", "host_id", "permalink", "image_url",
        "event_context",
    ]
    private static let idEndings = [
        "id", "hash", "checksum", "_ts", "cursor", "digest", "checksums",
        // What a value is a hash by says that it is one.
        "md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha-1", "sha-256", "sha-512",
    ]
    private static let idBeginnings = ["image_", "thumb_", "x-amz-", "x-envoy-", "sec-websocket-"]

    static func texts(in entry: SessionEntry, except names: Set<String>) -> [RandomText] {
        var finder = Finder(exceptions: names)
        finder.visit(entry.kind)
        return finder.found
    }

    private struct Finder {
        let exceptions: Set<String>
        var found: [RandomText] = []

        mutating func visit(_ kind: SessionEntry.Kind) {
            switch kind {
            case .call(_, let call):
                visit(call.headers, "call.headers")
                for field in call.query {
                    look(field.value, field.name, "call.query.\(field.name)")
                }
                switch call.body {
                case .form(let fields):
                    for field in fields { look(field.value, field.name, "call.form.\(field.name)") }
                case .json(let text): visit(text.bytes, "call.json")
                case .none, .multipart, .bytes, .flowing, .file: break
                }
            case .answer(_, let answer):
                visit(answer.headers, "answer.headers")
                visit(answer.body, "answer.body")
            case .head(_, let head): visit(head.headers, "answer.headers")
            case .part(_, let bytes): visit(bytes, "answer.body")
            case .receive(_, let message), .send(_, let message): visit(message.bytes, "message")
            case .open(_, let request, _): visit(request.headers, "open.headers")
            case .failure(_, let failure), .refused(_, let failure):
                look(failure.message, "message", "failure.message")
                if let answer = failure.answer {
                    visit(answer.headers, "answer.headers")
                    visit(answer.body, "answer.body")
                }
            case .note(let words): look(words, "note", "note")
            case .environment(_, let token): look(token, "token", "environment.token")
            case .partFile, .chunk, .ping, .pong, .close, .process, .unknown: break
            }
        }

        private mutating func visit(_ headers: HTTPHeaders, _ place: String) {
            for field in headers { look(field.value, field.name, "\(place).\(field.name)") }
        }

        private mutating func visit(_ payload: [UInt8], _ place: String) {
            guard payload.looksLikeJSON,
                let strings = try? JSONText(uncheckedBytes: payload).strings(
                    from: Way(),
                    entering: { [self] in way(from: $0, $1) },
                    where: { !$0.isID }
                )
            else { return }
            for (way, string) in strings where string.text.isLongEnough {
                let name = way.name
                search(Array(string.text.utf8), name.isEmpty ? place : "\(place)…\(name)")
            }
        }

        private func way(from outer: Way, _ step: JSONStep) -> Way {
            guard case .member(let name) = step else { return outer }
            return Way(name: name.shortened(to: RandomText.nameLimit), isID: isID(name))
        }

        private mutating func look(
            _ text: String,
            _ name: String,
            _ place: @autoclosure () -> String
        ) {
            guard text.isLongEnough, !isID(name) else { return }
            search(Array(text.utf8), place())
        }

        private mutating func search(_ bytes: [UInt8], _ place: String) {
            if bytes.isHexadecimal, bytes.count >= RandomText.shortestHexadecimal {
                // What stands for a secret, written in digits, is a text.
                guard SpelledPlaceholders.revealed(in: bytes) == nil else { return }
                found.append(RandomText(place: place, byte: 0, length: bytes.count))
                return
            }
            var bytes = bytes
            for path in Self.paths(in: bytes) {
                for index in path { bytes[index] = 0x20 }
            }
            for run in Base64Run.runs(in: bytes) {
                // Elsewhere than in base64 by itself, a slash stands between steps of a path.
                let pieces =
                    run.count == bytes.count ? [bytes[run]] : bytes[run].split(separator: 0x2f)
                for piece in pieces where RandomText.isRandom(piece) {
                    found.append(
                        RandomText(place: place, byte: piece.startIndex, length: piece.count)
                    )
                }
            }
        }

        /// The links in a text, up to their queries: the paths of documents and courses are full of ids.
        private static func paths(in bytes: [UInt8]) -> [Range<Int>] {
            var paths: [Range<Int>] = []
            var index = 0
            while let colon = bytes[index...].firstIndex(of: UInt8(ascii: ":")) {
                index = colon + 1
                guard bytes.matches("://", at: colon) else { continue }
                index = bytes[(colon + 3)...].firstIndex(where: endsPath) ?? bytes.count
                paths.append(colon..<index)
            }
            return paths
        }

        private static func endsPath(_ byte: UInt8) -> Bool {
            byte <= 0x20 || "?#|<>\"'`".utf8.contains(byte)
        }

        private func isID(_ name: String) -> Bool {
            let name = name.lowercased()
            return exceptions.contains(name) || RandomText.idNames.contains(name)
                || RandomText.idEndings.contains(where: name.hasSuffix)
                || RandomText.idBeginnings.contains(where: name.hasPrefix)
        }
    }

    /// What is known of a value by the names around it, found out once for each name.
    private struct Way {
        /// The name of the member that it is, or in whose arrays it stands; of a long one the beginning.
        var name = ""
        /// Whether such values are random by nature.
        var isID = false
    }

    private static func isRandom(_ run: ArraySlice<UInt8>) -> Bool {
        guard run.count >= shortest, run.contains(where: ASCII.isDigit),
            run.contains(where: { (0x41...0x5a).contains($0) }),
            run.contains(where: { (0x61...0x7a).contains($0) }),
            run.information >= leastInformation
        else { return false }
        let bytes = Array(run)
        guard !Placeholders.holdsPlaceholder(bytes), !isCompressed(bytes) else { return false }
        // Base64 of a text may stand behind something else, as in `4-eyJ…`.
        return !(0..<4).contains { start in
            Base64Run.decode(bytes, start..<bytes.count).allSatisfy { (0x20..<0x7f).contains($0) }
        }
    }
}

extension RandomText {
    /// Whether base64 means compressed bytes, which are looked into.
    private static func isCompressed(_ digits: [UInt8]) -> Bool {
        let bytes = Base64Run.decode(digits, digits.indices)
        guard let form = CompressionForm(of: bytes) else { return false }
        return GzipInflater.inflate(bytes, as: form, limit: bytes.count * 64)?.isWhole == true
    }
}

extension String {
    fileprivate var isLongEnough: Bool { utf8.count >= RandomText.shortest }
}

extension [UInt8] {
    fileprivate var isHexadecimal: Bool {
        allSatisfy { Hexadecimal.value(of: $0) != nil } && contains(where: ASCII.isDigit)
            && contains { !ASCII.isDigit($0) }
    }
}

extension ArraySlice<UInt8> {
    /// Bits of information a byte, by how often each byte comes (Shannon).
    fileprivate var information: Double {
        var counts = [Int](repeating: 0, count: 256)
        for byte in self { counts[Int(byte)] += 1 }
        return counts.reduce(0) { sum, count in
            guard count > 0 else { return sum }
            let share = Double(count) / Double(self.count)
            return sum - share * Logarithm.base2(share)
        }
    }
}
