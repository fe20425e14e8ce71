public import SecretRedaction
import SlackWire

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Takes the secrets out of a fixture that exists.
public enum SessionRedaction {
    /// What was done.
    public struct Summary: Sendable, Hashable {
        /// How many entries there are.
        public var entries = 0
        /// How many places of each kind were replaced.
        public var counts: [SecretKind: Int] = [:]
        /// How many different secrets stood there.
        public var secrets = 0
        /// How many different people were replaced.
        public var people = 0
        /// Whether anything is different from what stood there.
        public var isChanged = false
        /// Whether the file held bytes that are in nothing that a reader makes of it, for example a member that stands twice: they are
        /// left out.
        public var leavesOut = false
        /// How many secrets were replaced only where something gives them away (``Redactor/unsoughtCount``).
        public var unsought = 0
    }

    /// Why a fixture was not redacted.
    public enum Failure: Error, Sendable, Hashable {
        /// It cannot be read, or the new one cannot be written.
        case fixture(FixtureError)
        /// It has no end mark; `line` is the first that is missing or not whole.
        case truncated(path: String, line: Int)
    }

    /// Reads a fixture twice and writes it without secrets, in one step in the place of what was there.
    ///
    /// The first time it learns what is secret, so that a secret is also found in front of the place
    /// that gives it away. If nothing changes and `output` is the fixture itself, the file stays as it is: if each of its
    /// lines is spelled as a writer spells what was read from it. Otherwise it may say more than a reader knows.
    ///
    /// - Parameters:
    ///   - path: The fixture.
    ///   - output: Where to write; may be the same.
    ///   - redactor: A new redactor.
    /// - Throws: ``Failure``; nothing is then written.
    /// - Complexity: O(*n*) in the bytes of the session, in memory that grows with its secrets only.
    public static func redact(
        _ path: String,
        to output: String,
        with redactor: Redactor,
        limits: ReaderLimits = ReaderLimits()
    ) throws(Failure) -> Summary {
        let learned = try learning(redactor, path, limits)
        return try reporting { () throws(FixtureError) in
            let file = try DiskFile(fixture: output)
            do throws(FixtureError) {
                var redactor = learned
                let (summary, written) = try rewrite(
                    path,
                    to: file,
                    output,
                    with: &redactor,
                    limits
                )
                if summary.isChanged || path != output {
                    try writing(output) { () throws(FileFailure) in
                        // Secrets that there was no room for are looked for in turns, as in a recording.
                        if redactor.hasWaitingSecrets,
                            try written.replace(finishing: redactor, isCompact: true)
                        {
                            written.bodies?.commit()
                            return
                        }
                        try file.commit(isPublic: true, synchronize: true)
                        written.bodies?.commit()
                    }
                } else {
                    written.bodies?.discard()
                    file.discard()
                }
                return summary
            } catch {
                file.discard()
                throw error
            }
        }
    }

    /// What a redactor knows after the whole session.
    private static func learning(
        _ redactor: Redactor,
        _ path: String,
        _ limits: ReaderLimits
    ) throws(Failure) -> Redactor {
        var redactor = redactor
        let ending = try reporting { () throws(FixtureError) in
            let reader = try SessionReader(path: path, limits: limits)
            var header = reader.header
            redactor.redact(&header)
            while var entry = try reader.next() {
                try learn(from: entry, &redactor)
                redactor.redact(&entry)
            }
            return reader.ending
        }
        switch ending {
        case .truncated(let line): throw .truncated(path: path, line: line)
        case .damaged(let error): throw .fixture(error)
        case .complete, nil: return redactor.rewound()
        }
    }

    /// Goes through the long body of an entry.
    private static func learn(
        from entry: SessionEntry,
        _ redactor: inout Redactor
    ) throws(FixtureError) {
        guard let body = entry.bodyFile else { return }
        var redaction = BodyRedaction("body")
        try BodySource(body).visit { piece in _ = redaction.add(piece, &redactor) }
        _ = redaction.finish(&redactor)
    }

    private static func rewrite(
        _ path: String,
        to file: DiskFile,
        _ output: String,
        with redactor: inout Redactor,
        _ limits: ReaderLimits
    ) throws(FixtureError) -> (Summary, Recompression) {
        var summary = Summary()
        let reader = try SessionReader(auditing: path, limits: limits)
        var header = reader.header
        redactor.redact(&header)
        summary.isChanged = header != reader.header
        let written: Recompression
        do throws(FileFailure) {
            var pipeline = try RecordingPipeline(
                header: header,
                redactor: nil,
                level: 6,
                file: file,
                bodies: file.bodies(isPublic: true, synchronizes: true)
            )
            try copy(reader, to: &pipeline, &redactor, &summary)
            try pipeline.finish()
            written = Recompression(
                file: file,
                textCount: pipeline.textCount,
                entryCount: pipeline.entryCount,
                level: 6,
                isPublic: true,
                synchronizes: true,
                bodies: pipeline.bodies
            )
        } catch {
            throw FixtureError(.file(operation: error.operation, code: error.code), path: output)
        }
        summary.counts = redactor.counts
        summary.secrets = redactor.secretCount
        summary.people = redactor.personCount
        summary.unsought = redactor.unsoughtCount
        return (summary, written)
    }

    /// The entries, redacted; they were all read once, so that reading does not fail.
    private static func copy(
        _ reader: SessionReader,
        to pipeline: inout RecordingPipeline,
        _ redactor: inout Redactor,
        _ summary: inout Summary
    ) throws(FileFailure) {
        while true {
            let entry: SessionEntry?
            do throws(FixtureError) {
                entry = try reader.next()
            } catch {
                // Somebody has changed the file since.
                throw FileFailure(.read, code: EIO)
            }
            if !reader.takeUnkept().isEmpty {
                summary.leavesOut = true
                summary.isChanged = true
            }
            guard let entry else { return }
            var redacted = entry
            if let bodies = pipeline.bodies, let body = entry.bodyFile {
                var withSecrets: Redactor? = redactor
                redacted.bodyFile = try bodies.copied(body, &withSecrets).cut(body.isCut)
                if let withSecrets { redactor = withSecrets }
            }
            redactor.redact(&redacted)
            summary.isChanged = summary.isChanged || redacted != entry
            summary.entries += 1
            try pipeline.append(redacted)
        }
    }

    private static func reporting<Value>(
        _ work: () throws(FixtureError) -> Value
    ) throws(Failure) -> Value {
        do { return try work() } catch { throw .fixture(error) }
    }

    private static func writing(
        _ path: String,
        _ work: () throws(FileFailure) -> Void
    ) throws(FixtureError) {
        do {
            try work()
        } catch {
            throw FixtureError(.file(operation: error.operation, code: error.code), path: path)
        }
    }
}

extension SessionRedaction.Failure: CustomStringConvertible {
    /// What failed, where, and what to do next.
    public var description: String {
        switch self {
        case .fixture(let error): "\(error)"
        case .truncated(let path, let line):
            "\(path): there is no end mark, and line \(line) is the first that is missing or not "
                + "whole; run `reprise repair \(path)` first"
        }
    }
}
