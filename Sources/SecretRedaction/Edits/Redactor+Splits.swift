/// What a secret may go on in: the next message of one direction of a socket, of its pings and pongs, or the next piece of a
/// text that the bot streams into a channel.
enum MessageStream: Hashable {
    case messages(socket: Int, isFromBot: Bool)
    case control(socket: Int, isFromBot: Bool)
    case pieces(ts: String)

    /// Whether its messages are pieces of one text, in which what stands for a secret must stand once.
    var isOneText: Bool {
        if case .pieces = self { true } else { false }
    }
}

/// What the end of a message left open.
struct OpenEnd {
    /// What is missing of secrets that are known.
    var rests: [[UInt8]] = []
    /// Whether a token stood at the very end, which may go on.
    var isToken = false
    /// The end of a text in pieces, as it was: what begins there may turn out to be a secret by how it goes on.
    var text: [UInt8] = []
    /// For how many messages it is remembered: others may come in between.
    var life = 16

    var isEmpty: Bool { rests.isEmpty && !isToken && text.isEmpty }
}

/// The start of a text that a bot streams, before it is known which text that is.
struct StreamStart {
    /// The id of the call; `nil` if its outcome will not be seen.
    let call: Int?
    let channel: String
    /// What it left open.
    let end: OpenEnd?
}

extension Redactor {
    /// The pieces of split secrets at the beginning and the end of a text in a message.
    ///
    /// It sees what a known secret leaves at the end of a text or at its beginning, in pieces of
    /// eight bytes and more. Of a secret that nobody saw before it sees, in what people say, a token's
    /// beginning, and behind that what can be a token's end: an id or a time elsewhere in a frame is no
    /// such thing.
    ///
    /// - Parameter isSaid: Whether the text is what somebody says, or a message that is no JSON.
    mutating func boundary(
        _ bytes: [UInt8],
        _ found: [SecretRange],
        isSaid: Bool
    ) -> [SecretRange] {
        guard let stream, !bytes.isEmpty else { return [] }
        var pieces: [SecretRange] = []
        if stream.isOneText, isSaid { pieces += crossing(bytes) }
        if pieces.isEmpty, let start = continuation(bytes, isSaid: isSaid) {
            pieces.append(
                // Of one text the first piece has what stands for all of the secret.
                SecretRange(range: start, kind: .piece, replacement: stream.isOneText ? [] : nil)
            )
        }
        if let (range, rest) = known.beginning(atEndOf: bytes) {
            let whole = stream.isOneText ? placeholders.known(for: Array(bytes[range] + rest)) : nil
            pieces.append(SecretRange(range: range, kind: .piece, replacement: whole))
            openEnd.rests.append(rest)
        }
        guard isSaid, openEnd.rests.isEmpty else { return pieces }
        let endsInToken = found.contains { $0.kind == .token && $0.range.upperBound == bytes.count }
        if endsInToken || TokenShape.isOpen(atEndOf: bytes) { openEnd.isToken = true }
        return pieces
    }

    /// How far from the border between two pieces a secret is looked for.
    private static let textReach = 512

    /// What in the next piece of a text is secret by what stood in the pieces before, the end of a secret among it.
    private mutating func crossing(_ bytes: [UInt8]) -> [SecretRange] {
        // What replaced a secret is no end of what was there.
        let start = isLookingAgain || openEnd.text.isEmpty ? before.text : openEnd.text
        if !isLookingAgain { openEnd.text = Array((start + bytes).suffix(Self.textReach)) }
        guard !start.isEmpty else { return [] }
        let border = start.count
        let text = start + bytes.prefix(Self.textReach)
        guard needles.mayHoldSecret(text) else { return [] }
        let found = textRanges(text).filter {
            $0.range.upperBound >= border && isSecret($0, in: text)
        }
        // What only began to be given away before the border stands behind it as a whole.
        var pieces = found.filter { $0.range.lowerBound >= border }.map { $0.moved(by: -border) }
        // And what is given away by what follows is replaced when the recording is finished.
        for secret in found where secret.range.upperBound == border {
            _ = placeholder(for: Array(text[secret.range]), secret.kind)
        }
        let crossing = found.filter {
            $0.range.lowerBound < border && $0.range.upperBound > border
        }
        if let start = crossing.map(\.range.lowerBound).min(),
            let end = crossing.map(\.range.upperBound).max(),
            let kind = crossing.max(by: { $0.range.count < $1.range.count })?.kind,
            let whole = placeholder(for: Array(text[start..<end]), kind)
        {
            // What came before is replaced when the recording is finished, unless it is too short to tell.
            let isLong = border - start >= KnownSecrets.pieceLength
            pieces.append(
                SecretRange(
                    range: 0..<end - border,
                    kind: .piece,
                    replacement: isLong ? [] : whole
                )
            )
        }
        return pieces
    }

    /// What goes on at the beginning of a text.
    private mutating func continuation(_ bytes: [UInt8], isSaid: Bool) -> Range<Int>? {
        let isOneText = stream?.isOneText == true
        for rest in before.rests
        where isOneText || min(rest.count, bytes.count) >= KnownSecrets.pieceLength {
            if bytes.starts(with: rest) { return 0..<rest.count }
            if rest.starts(with: bytes) {
                openEnd.rests.append(Array(rest.dropFirst(bytes.count)))
                return 0..<bytes.count
            }
        }
        if before.isToken, isSaid {
            let run = bytes.prefix { TokenShape.isBody($0, isCookie: false) }
            let isWhole = run.count == bytes.count || bytes[run.count] == UInt8(ascii: "\"")
            if run.contains(where: ASCII.isDigit), run.count >= (isWhole ? 6 : 16),
                !run.starts(with: "REDACTED".utf8)
            {
                if run.count == bytes.count { openEnd.isToken = true }
                return 0..<run.count
            }
        }
        return known.ending(atStartOf: bytes)
    }

    /// Forgets what messages left open.
    mutating func forgetOpenEnds() {
        openEnds = [:]
        starts = []
        streamed = []
    }

    /// Of so many streams it is remembered what they left open.
    static let openEndLimit = 10_000

    /// Runs `body` on a message of a stream, with what the messages before it left open.
    mutating func following(_ stream: MessageStream, _ body: (inout Redactor) -> Void) {
        self.stream = stream
        // Hardly any message leaves something open.
        before = openEnds.isEmpty ? OpenEnd() : openEnds[stream] ?? OpenEnd()
        openEnd = OpenEnd()
        body(&self)
        self.stream = nil
        if !openEnd.isEmpty {
            if openEnds.count < Self.openEndLimit || openEnds[stream] != nil {
                openEnds[stream] = openEnd
            }
        } else if before.isEmpty {
            return
        } else if before.life > 1 {
            openEnds[stream]?.life -= 1
        } else {
            openEnds[stream] = nil
        }
    }
}
