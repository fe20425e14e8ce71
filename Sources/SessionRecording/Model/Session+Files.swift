public import SecretRedaction

extension Session {
    /// Reads a whole fixture, finished or not.
    ///
    /// - Throws: ``FixtureError`` if it cannot be read, is no fixture, or is damaged. A truncated one is
    ///   not an error: ``isComplete`` is then false.
    public init(
        contentsOf path: String,
        limits: ReaderLimits = ReaderLimits()
    ) throws(FixtureError) {
        let reader = try SessionReader(path: path, limits: limits)
        try self.init(reading: reader)
    }

    /// Reads a whole fixture that is in memory.
    ///
    /// - Throws: ``FixtureError`` if the bytes are no fixture, or a damaged one.
    public init(
        bytes: [UInt8],
        limits: ReaderLimits = ReaderLimits()
    ) throws(FixtureError) {
        let reader = try SessionReader(bytes: bytes, limits: limits)
        try self.init(reading: reader)
    }

    private init(reading reader: SessionReader) throws(FixtureError) {
        var entries: [SessionEntry] = []
        while let entry = try reader.next() { entries.append(entry) }
        self.init(
            header: reader.header,
            entries: entries,
            isComplete: reader.ending == .complete
        )
    }

    /// Writes the session to a fixture, in place of what was there, in one step.
    ///
    /// The same session gives the same bytes.
    ///
    /// - Parameter redactor: What takes the secrets out; `nil` to keep them, and then only the owner may
    ///   read the file.
    /// - Throws: ``FixtureError`` if the file cannot be written.
    public func write(
        to path: String,
        redactor: Redactor? = Redactor()
    ) throws(FixtureError) {
        let file = try DiskFile(fixture: path)
        do throws(FileFailure) {
            try write(to: file, redactor: redactor)
        } catch {
            file.discard()
            throw FixtureError(.file(operation: error.operation, code: error.code), path: path)
        }
    }

    /// The bytes of the session as a fixture.
    ///
    /// - Parameter redactor: What takes the secrets out; `nil` to keep them.
    public func fixtureBytes(redactor: Redactor? = Redactor()) -> [UInt8] {
        let file = MemoryFile()
        // Memory does not fail.
        try? write(to: file, redactor: redactor)
        return file.bytes
    }

    private func write(
        to file: any FixtureFile,
        redactor: Redactor?
    ) throws(FileFailure) {
        var session = self
        if var redactor { session = redactor.redacted(self) }
        var pipeline = try RecordingPipeline(
            header: session.header,
            redactor: nil,
            level: 6,
            file: file,
            bodies: (file as? DiskFile)?.bodies(
                isPublic: session.header.isRedacted,
                synchronizes: true
            )
        )
        for entry in session.entries { try pipeline.append(entry) }
        try pipeline.finish()
        try file.commit(isPublic: session.header.isRedacted, synchronize: true)
        pipeline.bodies?.commit()
    }
}
