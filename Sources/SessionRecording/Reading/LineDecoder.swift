import SlackWire

/// Reads lines into entries, keeping the content of files for the lines that name it.
struct LineDecoder {
    /// What a line is.
    enum Line {
        case entry(SessionEntry)
        /// Content of a file; it is kept.
        case content(hash: String)
        case end(EndCounts)
    }

    private let limits: ReaderLimits
    private let isNewer: Bool
    /// Where bodies lie that have files of their own; `nil` if nobody knows.
    private let bodies: BodyFolder?
    private var contents: [String: KeptContent] = [:]
    private var contentSize = 0
    private var namedContent = 0
    /// The hashes of content that no entry has named so far.
    private var unnamed: Set<String> = []
    /// Whether the last entry's line says everything: it names no content of a line before, and no file.
    private(set) var standsAlone = false

    /// Makes a decoder for a fixture whose header was read.
    init(version: Int, limits: ReaderLimits, bodies: BodyFolder? = nil) {
        self.bodies = bodies
        isNewer = version > SessionHeader.currentVersion
        self.limits = limits
    }

    /// Reads one line after the header.
    ///
    /// - Parameter time: The time of the entry above, for lines of unknown kinds that have none.
    mutating func decode(
        _ line: Span<UInt8>,
        after time: Int64
    ) throws(LineFault) -> Line {
        var fields = try FieldReader(line)
        if fields.isNamed("file", at: 0, in: line) {
            return .content(hash: try keepContent(&fields, line))
        }
        if fields.isNamed("reprise", at: 0, in: line) { throw LineFault(.anotherFixture) }
        if fields.isNamed("end", at: 0, in: line) {
            return .end(try endCounts(&fields, line))
        }
        return .entry(try entry(&fields, line, after: time))
    }

    private mutating func entry(
        _ fields: inout FieldReader,
        _ line: Span<UInt8>,
        after time: Int64
    ) throws(LineFault) -> SessionEntry {
        guard fields.isNamed("at", at: 0, in: line) else {
            return unknown(fields.name(at: 0, in: line), at: time, line)
        }
        let at = Int64(try fields.integer("at", line))
        let kind: SessionEntry.Kind?
        do throws(LineFault) {
            kind = try self.kind(&fields, line)
        } catch {
            // A newer version may mean something by it.
            guard isNewer else { throw error }
            kind = nil
        }
        namedContent += fields.namedContent
        standsAlone = fields.namedHashes.isEmpty && !fields.namesFile
        if !unnamed.isEmpty { unnamed.subtract(fields.namedHashes) }
        guard namedContent <= limits.namedContent else {
            throw LineFault(.overLimit(.namedContent, limit: limits.namedContent))
        }
        guard let kind else { return unknown(fields.name(at: 1, in: line), at: at, line) }
        return SessionEntry(at: at, kind, extraFields: fields.extraFields(line))
    }

    private func unknown(_ name: String?, at time: Int64, _ line: Span<UInt8>) -> SessionEntry {
        let text = JSONText(uncheckedBytes: line.array(0..<line.count))
        return SessionEntry(at: time, .unknown(name: name ?? "", text))
    }

    private func endCounts(
        _ fields: inout FieldReader,
        _ line: Span<UInt8>
    ) throws(LineFault) -> EndCounts {
        EndCounts(
            entries: try fields.integer("end", line),
            calls: try fields.integer("calls", line),
            sockets: try fields.integer("sockets", line),
            files: try fields.integer("files", line)
        )
    }

    private mutating func keepContent(
        _ fields: inout FieldReader,
        _ line: Span<UInt8>
    ) throws(LineFault) -> String {
        let stated = try fields.string("file", line)
        var content = try fields.optionalStringBytes("text", line)
        if content == nil { content = try base64("base64", &fields, line) }
        guard let content else { throw LineFault.member("text", "there, or \"base64\"") }
        let found = SHA256.hexadecimal(of: content)
        guard found == stated else { throw LineFault(.wrongHash(stated: stated, found: found)) }
        guard contents[stated] == nil else { return stated }
        contents[stated] = KeptContent(content)
        unnamed.insert(stated)
        contentSize += content.count
        guard contentSize <= limits.contentSize else {
            throw LineFault(.overLimit(.contentSize, limit: limits.contentSize))
        }
        return stated
    }

    /// Content that stands above.
    func content(_ hash: String) -> [UInt8]? { contents[hash]?.bytes }

    /// Content that no entry has named so far.
    var unnamedContents: [[UInt8]] { unnamed.sorted().compactMap(content) }

    /// A payload in whichever spelling it has; `nil` if the line has none.
    func payload(
        _ fields: inout FieldReader,
        _ line: Span<UInt8>
    ) throws(LineFault) -> [UInt8]? {
        if let range = fields.take("json", line) {
            return line.array(range) + (try fields.optionalStringBytes("tail", line) ?? [])
        }
        if let text = try fields.optionalStringBytes("text", line) { return text }
        if let hash = try fields.optionalString("file", line) {
            guard let content = contents[hash] else { throw LineFault(.unknownContent(hash: hash)) }
            fields.namedContent += content.weight
            fields.namedHashes.append(hash)
            return content.bytes
        }
        return try base64("base64", &fields, line)
    }

    /// The body that has a file of its own; `nil` if the line names none.
    func bodyFile(
        _ fields: inout FieldReader,
        _ line: Span<UInt8>
    ) throws(LineFault) -> BodyFile? {
        guard let range = fields.takeObject("file", line) else { return nil }
        let object = line.extracting(range)
        var members = try FieldReader(members: object)
        let hash = try members.string("sha256", object)
        // It becomes a name of a file.
        guard BodyFolder.isHash(hash) else {
            throw LineFault.member("sha256", "64 hexadecimal digits", at: range.lowerBound)
        }
        let file = BodyFile(
            sha256: hash,
            count: try members.integer("bytes", object),
            isCut: try members.flag("cut", object),
            hasPlaceholders: try members.flag("placeholders", object)
        )
        guard file.count >= 0 else {
            throw LineFault.member("bytes", "a number of bytes", at: range.lowerBound)
        }
        fields.namesFile = true
        return bodies?.located(file) ?? file
    }

    /// The bytes of a member that is base64.
    func base64(
        _ name: StaticString,
        _ fields: inout FieldReader,
        _ line: Span<UInt8>
    ) throws(LineFault) -> [UInt8]? {
        guard let text = try fields.optionalStringBytes(name, line) else { return nil }
        guard let bytes = Base64.decode(text) else { throw LineFault.member(name, "base64") }
        return bytes
    }
}
