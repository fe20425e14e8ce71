public import SecretRedaction
public import SlackWire

/// Whether a fixture may be committed and trusted: its format, its end, what is left of secrets, its age.
public struct SessionVerification: Sendable {
    /// What to look for.
    public struct Options: Sendable {
        /// What the reader puts up with.
        public var limits: ReaderLimits
        /// What counts as a secret beyond Slack's own shapes.
        public var rules: RedactionRules
        /// Whether text that looks random is reported.
        ///
        /// Default true.
        public var findsRandomText: Bool
        /// How many days old a recording may be; `nil` for any age.
        public var maximumAge: Int?
        /// The time that ages are counted to, in microseconds since 1970.
        public var now: Int64
        /// How many findings of one fixture are listed; the rest is only counted.
        ///
        /// Default 100.
        public var listedFindings: Int

        /// Makes options.
        public init(
            limits: ReaderLimits = ReaderLimits(),
            rules: RedactionRules = .standard,
            findsRandomText: Bool = true,
            maximumAge: Int? = nil,
            now: Int64 = 0,
            listedFindings: Int = 100
        ) {
            self.limits = limits
            self.rules = rules
            self.findsRandomText = findsRandomText
            self.maximumAge = maximumAge
            self.now = now
            self.listedFindings = listedFindings
        }
    }

    /// What is wrong with a fixture.
    public enum Problem: Sendable, Hashable {
        /// A line, or the rest of the file, cannot be read.
        case damaged(FixtureError)
        /// There is no end mark; `line` is the first that is missing or not whole.
        case truncated(line: Int)
        /// The header says that secrets were not replaced.
        case notRedacted
        /// A secret is left.
        case secret(SecretFinding)
        /// A secret is left in bytes that are in nothing that a reader makes of the file: a member that stands twice, content that
        /// no entry names, the header of the compression.
        case hiddenSecret(SecretFinding)
        /// Text that looks random, as a secret does.
        case randomText(RandomText)
        /// A long body is not in the folder beside the fixture.
        case missingBody(BodyFile)
        /// The file of a long body holds something else.
        case otherBody(BodyFile)
        /// So many files in the folder beside the fixture are named by no entry.
        case unnamedBodies(Int)
        /// It was recorded longer ago than is allowed; both in days.
        case tooOld(days: Int, limit: Int)
    }

    /// A problem and where it is.
    public struct Finding: Sendable, Hashable {
        /// What is wrong.
        public let problem: Problem
        /// The entry, counted from 1; `nil` for what is about the fixture or its header.
        public let entry: Int?
        /// The line that was read last, counted from 1.
        public let line: Int
    }

    /// What is wrong, in the order of the lines.
    public private(set) var findings: [Finding] = []
    /// How many more findings there were than are listed.
    public private(set) var unlisted = 0
    /// How many entries were read.
    public private(set) var entries = 0

    /// The names of the files of its long bodies.
    private var namedBodies: Set<String> = []

    /// Whether nothing was found.
    public var isFine: Bool { findings.isEmpty }

    /// Reads a fixture to its end.
    ///
    /// - Throws: ``FixtureError`` if it cannot be opened or is no fixture.
    public init(
        contentsOf path: String,
        options: Options = Options()
    ) throws(FixtureError) {
        try self.init(options) { () throws(FixtureError) in
            try SessionReader(auditing: path, limits: options.limits)
        }
        let folder = BodyFolder(beside: path)
        guard !folder.isShared(besides: path) else { return }
        let unnamed = folder.names.count { !namedBodies.contains($0) }
        if unnamed > 0 { add(.unnamedBodies(unnamed), line: 1, options) }
    }

    /// Reads a fixture that is in memory.
    ///
    /// - Throws: ``FixtureError`` if it is no fixture.
    public init(bytes: [UInt8], options: Options = Options()) throws(FixtureError) {
        try self.init(options) { () throws(FixtureError) in
            try SessionReader(auditing: bytes, limits: options.limits)
        }
    }

    /// A session in which something is secret is read once more, since a value that its name gives away late is a
    /// secret in front of that as well.
    private init(
        _ options: Options,
        _ open: () throws(FixtureError) -> SessionReader
    ) throws(FixtureError) {
        var redactor = Redactor(rules: options.rules)
        redactor.findings = []
        try check(open(), &redactor, options)
        guard redactor.knowsLateSecrets else { return }
        redactor = redactor.rewound()
        self = SessionVerification()
        try check(open(), &redactor, options)
    }

    private init() {}

    private mutating func check(
        _ reader: SessionReader,
        _ redactor: inout Redactor,
        _ options: Options
    ) throws(FixtureError) {
        checkHeader(reader.header, &redactor, options)
        while true {
            var hasSecret = false
            do throws(FixtureError) {
                guard let entry = try reader.next() else { break }
                entries += 1
                hasSecret = check(entry, line: reader.lineNumber, &redactor, options)
            } catch {
                add(.damaged(error), line: reader.lineNumber, options)
            }
            let known = hasSecret ? reader.lineNumber : nil
            check(reader.takeUnkept(), exceptLine: known, reader.lineNumber, &redactor, options)
        }
        check(reader.takeUnkept(), exceptLine: nil, reader.lineNumber, &redactor, options)
        if case .truncated(let line) = reader.ending {
            add(.truncated(line: line), line: line, options)
        }
    }

    private mutating func checkHeader(
        _ header: SessionHeader,
        _ redactor: inout Redactor,
        _ options: Options
    ) {
        if !header.isRedacted { add(.notRedacted, line: 1, options) }
        if let limit = options.maximumAge {
            let days = Int((options.now - header.epoch) / 86_400_000_000)
            if days > limit { add(.tooOld(days: days, limit: limit), line: 1, options) }
        }
        var copy = header
        redactor.redact(&copy)
        take(&redactor, entry: nil, line: 1, options)
    }

    /// Looks at an entry; returns whether a secret is in it.
    private mutating func check(
        _ entry: SessionEntry,
        line: Int,
        _ redactor: inout Redactor,
        _ options: Options
    ) -> Bool {
        if let body = entry.bodyFile { check(body, line: line, &redactor, options) }
        var copy = entry
        redactor.redact(&copy)
        let hasSecret = redactor.findings?.isEmpty == false
        take(&redactor, entry: entries, line: line, options)
        guard options.findsRandomText else { return hasSecret }
        // What is already found is not to be found a second time.
        for text in RandomText.texts(in: copy, except: options.rules.publicNames) {
            add(.randomText(text), entry: entries, line: line, options)
        }
        return hasSecret
    }

    /// Looks at a long body, in memory that does not grow with it.
    private mutating func check(
        _ body: BodyFile,
        line: Int,
        _ redactor: inout Redactor,
        _ options: Options
    ) {
        namedBodies.insert(body.sha256)
        guard let source = try? BodySource(body) else {
            return add(.missingBody(body), entry: entries, line: line, options)
        }
        var (hash, count) = (SHA256(), 0)
        var redaction = BodyRedaction("body")
        source.visit { piece in
            hash.add(piece)
            count += piece.count
            _ = redaction.add(piece, &redactor)
        }
        _ = redaction.finish(&redactor)
        if count != body.count || hash.finishHexadecimal() != body.sha256 {
            add(.otherBody(body), entry: entries, line: line, options)
        }
    }

    /// Looks at bytes that no reader keeps.
    ///
    /// - Parameter known: A line of which it is told already that it holds a secret.
    private mutating func check(
        _ unkept: [UnkeptBytes],
        exceptLine known: Int?,
        _ line: Int,
        _ redactor: inout Redactor,
        _ options: Options
    ) {
        for bytes in unkept where known == nil || bytes.line != known {
            for kind in bytes.entries {
                var entry = SessionEntry(at: 0, kind)
                redactor.redact(&entry)
            }
            for finding in redactor.findings ?? [] {
                add(.hiddenSecret(finding), line: bytes.line ?? line, options)
            }
            redactor.findings = []
        }
    }

    private mutating func take(
        _ redactor: inout Redactor,
        entry: Int?,
        line: Int,
        _ options: Options
    ) {
        for finding in redactor.findings ?? [] {
            add(.secret(finding), entry: entry, line: line, options)
        }
        redactor.findings = []
    }

    private mutating func add(
        _ problem: Problem,
        entry: Int? = nil,
        line: Int,
        _ options: Options
    ) {
        if findings.count < options.listedFindings {
            findings.append(Finding(problem: problem, entry: entry, line: line))
        } else {
            unlisted += 1
        }
    }
}
