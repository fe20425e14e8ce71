/// The first line of a fixture.
enum HeaderLine {
    /// Reads the header.
    ///
    /// - Throws: a fault if the line is no header, or one of a version that cannot be read.
    static func decode(_ line: Span<UInt8>) throws(LineFault) -> SessionHeader {
        guard var fields = try? FieldReader(line), fields.isNamed("reprise", at: 0, in: line) else {
            throw LineFault(.notAFixture(.noHeader))
        }
        let version = try fields.integer("reprise", line)
        let readableSince = try fields.optionalInteger("readable_since", line) ?? version
        guard version >= 1, readableSince <= SessionHeader.currentVersion else {
            throw LineFault(.unsupportedVersion(found: version, readableSince: readableSince))
        }
        var header = SessionHeader(
            version: version,
            readableSince: readableSince,
            epoch: Int64(try fields.integer("epoch", line)),
            title: try fields.optionalString("title", line),
            source: try fields.optionalString("source", line),
            isRedacted: try fields.flag("redacted", line)
        )
        header.extraFields = fields.extraFields(line)
        return header
    }
}
