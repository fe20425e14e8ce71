import SlackWire

/// What there is of a body whose recorder was killed, or whose disk was full, before it was whole: a draft, and beside it the entry
/// that would have had it.
struct LeftBody {
    /// The entry, with what there is of the body.
    var entry: SessionEntry

    /// What is added to the name of a draft for the file that says whose it is: the header of the recording and the entry, as lines
    /// of a fixture.
    static let suffix = ".entry"

    /// Those that a recording left, in the order in which they began.
    ///
    /// - Parameter header: That of the recording: others may have left some in the same folder.
    static func all(in folder: BodyFolder, of header: SessionHeader) -> [LeftBody] {
        folder.names.filter { $0.hasSuffix(BodyFolder.partialSuffix + suffix) }
            .compactMap { LeftBody(folder.path(of: $0), of: header) }
            .sorted { $0.entry.at < $1.entry.at }
    }

    private init?(_ path: String, of header: SessionHeader) {
        let draft = String(path.dropLast(Self.suffix.count))
        guard !DiskFile.isBeingRecorded(draft), var entry = Self.entry(in: path, of: header) else {
            return nil
        }
        // Its hash is made when it is put where it belongs.
        let body = BodyFile(sha256: "", count: 0, isCut: true).lying(at: draft)
        switch entry.kind {
        case .call(let id, var call):
            call.body = .file(body)
            entry.kind = .call(id: id, call)
        case .part(let call, _): entry.kind = .partFile(call: call, body)
        default: return nil
        }
        self.entry = entry
    }

    /// What is noted, if it is of that recording; it stands by itself, and the call is elsewhere that it may speak of.
    private static func entry(in path: String, of header: SessionHeader) -> SessionEntry? {
        guard let source = try? ByteSource(path: path),
            var text = try? TextStream(source, path: path, limits: ReaderLimits()),
            let first = try? text.nextLine(),
            let found = try? HeaderLine.decode(text.bytes.span.extracting(first)), found == header,
            let second = try? text.nextLine()
        else { return nil }
        var decoder = LineDecoder(version: found.version, limits: ReaderLimits())
        let line = try? decoder.decode(text.bytes.span.extracting(second), after: 0)
        guard case .entry(let entry)? = line else { return nil }
        return entry
    }
}
