import SecretRedaction
import SlackWire

/// Writes a finished recording once more: without the flush points that its timing left, and without secrets that were
/// given away later than they stand.
///
/// The text is copied as it is as long as none of it can hold such a secret, and else read, redacted and written entry by
/// entry.
struct Recompression {
    let file: any FixtureFile
    /// How many bytes of text were written to the file.
    let textCount: Int
    /// How many entries.
    let entryCount: Int
    let level: Int
    let isPublic: Bool
    let synchronizes: Bool
    /// The long bodies that its entries name.
    var bodies: BodyStore?

    init(
        file: any FixtureFile,
        textCount: Int,
        entryCount: Int,
        level: Int,
        isPublic: Bool,
        synchronizes: Bool,
        bodies: BodyStore?
    ) {
        self.file = file
        self.textCount = textCount
        self.entryCount = entryCount
        self.level = level
        self.isPublic = isPublic
        self.synchronizes = synchronizes
        self.bodies = bodies
    }

    /// Puts the new recording in its place; false if the file is good as it is, or it was not possible to write
    /// another one.
    ///
    /// - Parameters:
    ///   - redactor: The one that went along with the recording.
    ///   - isCompact: Whether there is nothing to gain by compressing the text once more.
    /// - Throws: If the file does not hold what was written, to the end, any more: then it takes no other's place. Also
    ///   if secrets stand in it, and it was not possible to take them out.
    func replace(finishing redactor: Redactor?, isCompact: Bool) throws(FileFailure) -> Bool {
        guard let redactor, redactor.knowsLateSecrets else {
            return try isCopiedUnlessCompact(isCompact)
        }
        guard !redactor.hasWaitingSecrets else {
            if try isReplacedInTurns(finishing: redactor) { return true }
            return try isCopiedUnlessCompact(isCompact)
        }
        let needles = redactor.lateNeedles
        let isInBodies = try bodiesMayHoldSecrets(needles)
        if !redactor.replacesPeople, !isInBodies {
            do throws(FileFailure) {
                if !isCompact { return try isCopied(without: needles) }
                try search(for: needles)
                return false
            } catch {
                guard error == .mayHoldSecrets else { throw error }
            }
        }
        try rewrite(finishing: redactor)
        return true
    }

    private func isCopiedUnlessCompact(_ isCompact: Bool) throws(FileFailure) -> Bool {
        try isCompact ? false : isCopied(without: nil)
    }

    // MARK: In turns

    /// Goes through the recording once for as many secrets as there is room for, and puts what comes of it in its place; false
    /// if none stands anywhere.
    private func isReplacedInTurns(finishing redactor: Redactor) throws(FileFailure) -> Bool {
        var redactor = redactor
        var last = self
        do throws(FileFailure) {
            while true {
                let needles = redactor.lateNeedles
                var isFound = redactor.replacesPeople
                if !isFound { isFound = try last.bodiesMayHoldSecrets(needles) }
                if !isFound { isFound = try last.mayHoldSecrets(needles) }
                if isFound {
                    let next = try last.rewritten(&redactor)
                    if last.file !== file { last.file.discard() }
                    last = next
                }
                guard redactor.hasWaitingSecrets else { break }
                redactor.takeTurn()
            }
            guard last.file !== file else { return false }
            try last.file.commit(isPublic: isPublic, synchronize: synchronizes)
        } catch {
            if last.file !== file { last.file.discard() }
            throw error
        }
        file.discard()
        return true
    }

    private func mayHoldSecrets(_ needles: SecretNeedles) throws(FileFailure) -> Bool {
        do throws(FileFailure) {
            try search(for: needles)
            return false
        } catch {
            guard error == .mayHoldSecrets else { throw error }
            return true
        }
    }

    /// The recording in another file, without the secrets that are looked for.
    private func rewritten(_ redactor: inout Redactor) throws(FileFailure) -> Recompression {
        let replacement = try file.replacement()
        do throws(FileFailure) {
            let count = try rewrite(to: replacement, finishing: &redactor)
            return Recompression(
                file: replacement,
                textCount: count,
                entryCount: entryCount,
                level: level,
                isPublic: isPublic,
                synchronizes: synchronizes,
                bodies: bodies
            )
        } catch {
            replacement.discard()
            throw error
        }
    }

    // MARK: Long bodies

    /// Whether something that looks like one of `needles` stands in a long body.
    private func bodiesMayHoldSecrets(_ needles: SecretNeedles) throws(FileFailure) -> Bool {
        for body in bodies?.named ?? [] {
            if try Self.mayHoldSecret(body, needles) { return true }
        }
        return false
    }

    private static func mayHoldSecret(
        _ body: BodyFile,
        _ needles: SecretNeedles
    ) throws(FileFailure) -> Bool {
        guard let source = try? BodySource(body) else { throw .notWhole }
        var search = LateSearch(needles, isContent: true)
        var isFound = false
        source.visit { piece in
            isFound = isFound || piece.withUnsafeBytes { search.mayHoldSecret($0) }
        }
        return isFound
    }

    /// Writes the long bodies anew in which something stands that is secret, and says what they are called now.
    private func rewriteBodies(
        with redactor: inout Redactor
    ) throws(FileFailure) -> [String: BodyFile] {
        guard let bodies else { return [:] }
        var renamed: [String: BodyFile] = [:]
        for body in bodies.named where try Self.mayHoldSecret(body, redactor.lateNeedles) {
            var taking: Redactor? = redactor
            let copy = try bodies.copied(body, &taking)
            if let taking { redactor = taking }
            if copy.sha256 != body.sha256 { renamed[body.sha256] = copy }
        }
        return renamed
    }

    // MARK: As it is

    /// Copies the text; false if that was not possible.
    ///
    /// - Throws: If it does not hold what was written, or something that looks like one of `needles`.
    private func isCopied(without needles: SecretNeedles?) throws(FileFailure) -> Bool {
        guard let replacement = try? file.replacement() else {
            if let needles { try search(for: needles) }
            return false
        }
        do throws(FileFailure) {
            try copy(to: replacement, without: needles)
            try replacement.commit(isPublic: isPublic, synchronize: synchronizes)
        } catch {
            replacement.discard()
            if error == .notWhole || error == .mayHoldSecrets { throw error }
            if let needles { try search(for: needles) }
            return false
        }
        file.discard()
        return true
    }

    private func copy(
        to replacement: any FixtureFile,
        without needles: SecretNeedles?
    ) throws(FileFailure) {
        var search = needles.map { LateSearch($0) }
        var output = CompressedOutput(replacement, level: level)
        try readText { text throws(FileFailure) in
            if search?.mayHoldSecret(text) == true { throw .mayHoldSecrets }
            try output.write(text)
        }
        try output.finish()
    }

    private func search(for needles: SecretNeedles) throws(FileFailure) {
        var search = LateSearch(needles)
        try readText { text throws(FileFailure) in
            if search.mayHoldSecret(text) { throw .mayHoldSecrets }
        }
    }

    // MARK: Anew

    private func rewrite(finishing redactor: Redactor) throws(FileFailure) {
        var redactor = redactor
        let new = try rewritten(&redactor)
        do throws(FileFailure) {
            try new.file.commit(isPublic: isPublic, synchronize: synchronizes)
        } catch {
            new.file.discard()
            throw error
        }
        file.discard()
    }

    /// Writes the entries, redacted; returns how many bytes of text that are.
    private func rewrite(
        to replacement: any FixtureFile,
        finishing redactor: inout Redactor
    ) throws(FileFailure) -> Int {
        var failure: FileFailure?
        var count = 0
        redactor.finish { redactor in
            do throws(FileFailure) {
                count = try rewrite(to: replacement, with: &redactor)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return count
    }

    private func rewrite(
        to replacement: any FixtureFile,
        with redactor: inout Redactor
    ) throws(FileFailure) -> Int {
        var lines = EntryLines()
        var encoder = LineEncoder()
        let renamed = try rewriteBodies(with: &redactor)
        var output = CompressedOutput(replacement, level: level)
        try readText { text throws(FileFailure) in
            lines.put(text)
            while let line = try lines.next() {
                switch line {
                case .header(var header):
                    redactor.redact(&header)
                    try output.write(encoder.encode(header))
                case .entry(var entry):
                    redactor.redact(&entry)
                    if var body = entry.bodyFile, let other = renamed[body.sha256] {
                        body = other.cut(body.isCut)
                        entry.bodyFile = body
                    }
                    try output.write(encoder.encode(entry))
                }
            }
        }
        guard encoder.counts.entries == entryCount else { throw .notWhole }
        try output.write(encoder.encodeEnd())
        try output.finish()
        bodies?.rename(renamed)
        for sha256 in renamed.keys { bodies?.remove(sha256) }
        return output.textCount
    }

    // MARK: Both

    /// Inflates the file piece by piece.
    ///
    /// - Throws: What `body` throws, or if the file does not hold all that was written.
    private func readText(
        _ body: (UnsafeRawBufferPointer) throws(FileFailure) -> Void
    ) throws(FileFailure) {
        var count = 0
        var isEnded = false
        var inflater = GzipInflater()
        var piece = [UInt8](repeating: 0, count: GzipDeflater.pieceSize)
        var failure: FileFailure?
        try file.readBack { compressed in
            var rest = compressed
            while failure == nil {
                let step = piece.withUnsafeMutableBytes { inflater.inflate(rest, into: $0) }
                count += step.produced
                isEnded = isEnded || step.status == .memberEnd
                rest = UnsafeRawBufferPointer(rebasing: rest[step.consumed...])
                piece.withUnsafeBytes { text in
                    do throws(FileFailure) {
                        try body(UnsafeRawBufferPointer(rebasing: text[..<step.produced]))
                    } catch {
                        failure = error
                    }
                }
                guard step.status == .needsOutput else { return }
            }
        }
        if let failure { throw failure }
        guard isEnded, count == textCount else { throw .notWhole }
    }
}

/// Text on its way into a second file, compressed, and looked at there before the first one goes.
private struct CompressedOutput: ~Copyable {
    private let file: any FixtureFile
    private var deflater: GzipDeflater
    private var written = Checksum()
    /// How many bytes of text came.
    private(set) var textCount = 0

    init(_ file: any FixtureFile, level: Int) {
        self.file = file
        deflater = GzipDeflater(level: level)
    }

    mutating func write(_ text: UnsafeRawBufferPointer) throws(FileFailure) {
        deflater.append(text)
        textCount += text.count
        if deflater.output.count >= GzipDeflater.pieceSize { try writeOutput() }
    }

    mutating func write(_ text: [UInt8]) throws(FileFailure) {
        deflater.append(text)
        textCount += text.count
        if deflater.output.count >= GzipDeflater.pieceSize { try writeOutput() }
    }

    /// Writes the rest, and makes sure that the file holds all of it.
    mutating func finish() throws(FileFailure) {
        deflater.finish()
        try writeOutput()
        var found = Checksum()
        try file.readBack { found.add($0) }
        guard found == written else { throw .notWhole }
    }

    private mutating func writeOutput() throws(FileFailure) {
        let output = deflater.takeOutput()
        try file.write(output)
        output.withUnsafeBytes { written.add($0) }
    }
}

extension FileFailure {
    /// That text cannot be copied as it is.
    fileprivate static let mayHoldSecrets = FileFailure(.read, code: 0)
}

/// Looks for what may be a secret in a text that comes in pieces.
private struct LateSearch {
    private let needles: SecretNeedles
    /// Content that the text does not show as it is: it may be bytes, and compressed.
    ///
    /// A long body shows all that is looked for in it.
    private let hidden: SecretFilter?
    /// The end of what came before.
    private var end: [UInt8] = []

    /// The longest needle has fewer bytes.
    private static let overlap = 32

    init(_ needles: SecretNeedles, isContent: Bool = false) {
        self.needles = needles
        hidden = isContent ? nil : SecretFilter(["base64\":"])
    }

    mutating func mayHoldSecret(_ text: UnsafeRawBufferPointer) -> Bool {
        let seam = end + text.prefix(Self.overlap)
        if needles.mayHoldSecret(seam) || needles.mayHoldSecret(text) { return true }
        if let hidden, hidden.hits(seam) || hidden.hits(text) { return true }
        end = Array(
            (text.count < Self.overlap ? seam : Array(text.suffix(Self.overlap))).suffix(
                Self.overlap
            )
        )
        return false
    }
}

/// The entries of a recording's own text, which comes in pieces.
private struct EntryLines {
    enum Line {
        case header(SessionHeader)
        case entry(SessionEntry)
    }

    private var splitter = LineSplitter(lineLimit: .max)
    private var decoding = Decoding()

    /// What is known of the lines so far.
    private struct Decoding {
        var decoder: LineDecoder?
        var time: Int64 = 0

        mutating func decode(_ line: Span<UInt8>) throws(LineFault) -> Line? {
            if decoder == nil {
                let header = try HeaderLine.decode(line)
                decoder = LineDecoder(version: header.version, limits: .none)
                return .header(header)
            }
            guard case .entry(let entry)? = try decoder?.decode(line, after: time) else {
                return nil
            }
            time = entry.at
            return .entry(entry)
        }
    }

    mutating func put(_ text: UnsafeRawBufferPointer) {
        var rest = text
        while !rest.isEmpty {
            splitter.put { memory in
                let count = min(memory.count, rest.count)
                memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: rest[..<count]))
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                return count
            }
        }
    }

    /// The next header or entry; `nil` if more text is needed.
    mutating func next() throws(FileFailure) -> Line? {
        while let range = splitter.next() {
            var decoding = Decoding()
            swap(&decoding, &self.decoding)
            do throws(LineFault) {
                let line = try decoding.decode(splitter.bytes.span.extracting(range))
                self.decoding = decoding
                if let line { return line }
            } catch {
                throw .notWhole
            }
        }
        return nil
    }
}

extension ReaderLimits {
    /// What was written by this process is no attack.
    fileprivate static let none = ReaderLimits(
        lineLength: .max,
        inflatedSize: .max,
        contentSize: .max,
        namedContent: .max,
        openIDs: .max
    )
}
