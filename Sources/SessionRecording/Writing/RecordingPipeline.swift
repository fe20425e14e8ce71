import SecretRedaction

/// The way of an entry to the file: redacted, written as a line, compressed.
///
/// It has no thread and no clock.
struct RecordingPipeline: ~Copyable {
    private(set) var redactor: Redactor?
    private var encoder = LineEncoder()
    private var deflater: GzipDeflater
    private let file: any FixtureFile
    private let header: SessionHeader
    /// Where long bodies go; `nil` where they have no place.
    let bodies: BodyStore?
    /// How many bytes of text came since the last flush.
    private(set) var unflushed = 0
    /// How many bytes of text there are.
    private(set) var textCount = 0
    /// What they have been compressed to, in the file.
    private(set) var written = Checksum()
    /// Whether the compressed stream holds flush points, which other recordings of the same session
    /// may have elsewhere.
    private(set) var hasFlushPoints = false

    /// Starts a fixture with its header.
    init(
        header: SessionHeader,
        redactor: Redactor?,
        level: Int,
        file: any FixtureFile,
        bodies: BodyStore? = nil
    ) throws(FileFailure) {
        self.file = file
        self.bodies = bodies
        self.redactor = redactor
        deflater = GzipDeflater(level: level)
        var header = header
        self.redactor?.redact(&header)
        self.header = header
        try write(encoder.encode(header))
    }

    /// How many entries have been taken.
    var entryCount: Int { encoder.counts.entries }

    /// Takes an entry.
    mutating func append(_ entry: SessionEntry) throws(FileFailure) {
        var entry = entry
        if let bodies, entry.bodyFile != nil { entry = try bodies.stored(entry, &redactor) }
        redactor?.redact(&entry)
        try write(encoder.encode(entry))
    }

    /// Takes something of a long body, whose entry follows.
    mutating func take(_ item: WriterMailbox.Item) throws(FileFailure) {
        switch item {
        case .entry(let entry): try append(entry)
        case .beginningOfBody(let body, var entry):
            guard let bodies else { return }
            redactor?.redact(&entry)
            try bodies.begin(body, of: entry, in: header)
        case .piece(let bytes, let body): try bodies?.append(bytes, to: body, &redactor)
        case .endOfBody(let body): try bodies?.finish(body, &redactor)
        case .dropBody(let body): bodies?.drop(body)
        }
    }

    /// Brings everything taken so far to the file, readable without what follows.
    mutating func flush(synchronize: Bool) throws(FileFailure) {
        guard unflushed > 0 else { return }
        deflater.flush()
        hasFlushPoints = true
        unflushed = 0
        try writeOutput()
        if synchronize { try file.synchronize() }
    }

    /// Writes the end mark and ends the compressed stream.
    mutating func finish() throws(FileFailure) {
        try write(encoder.encodeEnd())
        deflater.finish()
        try writeOutput()
    }

    private mutating func write(_ line: [UInt8]) throws(FileFailure) {
        deflater.append(line)
        unflushed += line.count
        textCount += line.count
        // Compressed output that has come by itself need not wait in memory.
        if deflater.output.count >= GzipDeflater.pieceSize { try writeOutput() }
    }

    private mutating func writeOutput() throws(FileFailure) {
        let output = deflater.takeOutput()
        try file.write(output)
        output.withUnsafeBytes { written.add($0) }
    }
}
