/// Salvages fixtures that were cut or damaged.
///
/// Lines that are whole and fit those above them are kept as they are. What cannot be kept is named in the
/// report, with line and byte.
public enum SessionRepair {
    /// Writes what can be kept of a fixture as a finished one, in one step.
    ///
    /// Nothing is written when nothing can be kept, nor over a fixture that is whole. The file at `path`
    /// is not touched unless `output` is the same path. Memory does not grow with the fixture.
    ///
    /// - Parameters:
    ///   - path: The fixture, or the partial file of a recording that ended without finishing it.
    ///   - output: Where the repaired fixture goes, in place of what is there.
    ///   - copiesWhole: Whether a fixture that is whole is written to another place as well.
    ///   - limits: What to put up with.
    /// - Throws: ``FixtureError`` if a file cannot be read or written, if the fixture is being recorded at
    ///   this moment or has a later version, or if the file is none at all.
    public static func repair(
        path: String,
        to output: String,
        copiesWhole: Bool = true,
        limits: ReaderLimits = ReaderLimits()
    ) throws(FixtureError) -> RepairReport {
        guard !DiskFile.isBeingRecorded(path) else { throw FixtureError(.inUse, path: path) }
        var salvage = try Salvage(try ByteSource(path: path), path: path, limits: limits)
        let file = try DiskFile(repairing: output)
        do throws(FileFailure) {
            let bodies = file.bodies(isPublic: false, synchronizes: true)
            var report = try write(&salvage, to: file, bodies)
            // A recording is private until it is finished.
            report.mayHoldLateSecrets =
                report.firstMissingLine != nil && salvage.header.isRedacted
                && DiskFile.isPrivate(path)
            let isCopied = copiesWhole && output != path
            guard !report.isHopeless, isCopied || !report.isWhole else {
                bodies.discard()
                file.discard()
                return report
            }
            let isPublic = salvage.header.isRedacted && !report.mayHoldLateSecrets
            try file.commit(isPublic: isPublic, synchronize: true)
            // What no entry names any more stays: what was damaged may have named it.
            if isPublic { bodies.publish() }
            report.isWritten = true
            return report
        } catch {
            file.discard()
            throw FixtureError(.file(operation: error.operation, code: error.code), path: output)
        }
    }

    /// What can be kept of a fixture that is in memory.
    ///
    /// - Throws: ``FixtureError`` if the bytes are no fixture at all, or one of a later version.
    public static func salvage(
        bytes: [UInt8],
        limits: ReaderLimits = ReaderLimits()
    ) throws(FixtureError) -> (session: Session, report: RepairReport) {
        var salvage = try Salvage(ByteSource(bytes: bytes), path: nil, limits: limits)
        var session = Session(header: salvage.header, entries: [])
        while let entry = salvage.next() { session.entries.append(entry) }
        return (session, salvage.report)
    }

    private static func write(
        _ salvage: inout Salvage,
        to file: any FixtureFile,
        _ bodies: BodyStore
    ) throws(FileFailure) -> RepairReport {
        // Secrets that were known then were replaced before the fixture was first written, or were meant to stay.
        var pipeline = try RecordingPipeline(
            header: salvage.header,
            redactor: nil,
            level: 6,
            file: file,
            bodies: bodies
        )
        while let entry = salvage.next() { try pipeline.append(entry) }
        try pipeline.finish()
        return salvage.report
    }
}
