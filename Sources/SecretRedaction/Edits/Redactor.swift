public import SlackWire

/// Replaces secrets by placeholders, entry by entry.
///
/// Only the bytes of a secret change; a payload that holds none keeps all of its bytes, and what has
/// been redacted is not changed by a second pass. One redactor serves one session: it remembers which
/// placeholder stands for which secret, and never shows a secret.
public struct Redactor: Sendable {
    let rules: RedactionRules
    private let key: RedactionKey?
    var needles: SecretNeedles
    var placeholders: Placeholders
    var known = KnownSecrets()
    /// Replaces people before secrets; `nil` to leave them.
    var pseudonymiser: Pseudonymiser?
    /// What looks into compressed payloads; without it they are left as they are.
    package var compression: PayloadCompression?
    /// Whether what is at hand stood compressed in base64.
    var isInflating = false
    /// Where the value at hand stands; `nil` if nobody asks.
    var track: JSONTrack?
    /// How many names of values were looked at closely; of a name with many values once.
    var judgedNames = 0

    // What the messages before left open, and the one at hand leaves (`Redactor+Splits.swift`).
    var openEnds: [MessageStream: OpenEnd] = [:]
    /// Starts of streamed texts whose `ts` nobody has seen.
    var starts: [StreamStart] = []
    /// Streamed texts that went on after their start.
    var streamed: Set<MessageStream> = []
    var stream: MessageStream?
    var before = OpenEnd()
    var openEnd = OpenEnd()
    /// Whether bytes are gone through once more in which something was replaced.
    var isLookingAgain = false

    /// What was replaced, one by one, if somebody asks; else `nil`.
    package var findings: [SecretFinding]?
    /// How many secrets of each kind were replaced, those that came again counted again.
    public internal(set) var counts: [SecretKind: Int] = [:]

    /// Makes a redactor for one session.
    ///
    /// - Parameters:
    ///   - rules: What counts as a secret beyond Slack's own shapes.
    ///   - key: With it, a secret has the same placeholder in every session redacted with the same key.
    ///   - pseudonyms: What to replace of people; `nil` to leave them as they are.
    public init(
        rules: RedactionRules = .standard,
        key: RedactionKey? = nil,
        pseudonyms: Pseudonyms? = nil
    ) {
        self.rules = rules
        self.key = key
        needles = SecretNeedles(rules)
        placeholders = Placeholders(key: key)
        pseudonymiser = pseudonyms.map { Pseudonymiser($0, key: key) }
    }

    /// How many different secrets have been replaced.
    public var secretCount: Int { placeholders.count }

    /// How many different secrets were replaced only where something gave them away: there were too many to look for all
    /// of them wherever else they may stand.
    ///
    /// That takes more than 64 MiB of them in one session.
    public var unsoughtCount: Int { known.unsoughtCount }

    /// How many different people have been replaced.
    public var personCount: Int { pseudonymiser?.personCount ?? 0 }

    /// The same redactor before its session, knowing what is secret in it and which placeholders stand
    /// there already.
    ///
    /// So a second pass over a session finds a secret also in front of the place that gave it away.
    public func rewound() -> Redactor {
        var copy = self
        copy.placeholders = Placeholders(key: key, taken: placeholders.found)
        copy.pseudonymiser = pseudonymiser?.rewound()
        copy.forgetOpenEnds()
        copy.counts = [:]
        copy.findings = findings.map { _ in [] }
        return copy
    }

    /// A redactor for what is told of a session: with all that this one knows to be secret, and with numbers in its
    /// placeholders, which are the same in each run.
    ///
    /// - Parameter texts: What is told beside it; its placeholders keep their numbers to themselves.
    package func telling(beside texts: some Sequence<String>) -> Redactor {
        var copy = rewound()
        copy.placeholders = Placeholders(above: texts.map(Placeholders.largestNumber).max() ?? 0)
        return copy
    }

    /// Whether people are replaced as well.
    package var replacesPeople: Bool { pseudonymiser != nil }

    /// Whether something is known by now that may have stood in front of what gave it away.
    package var knowsLateSecrets: Bool { !known.isEmpty || pseudonymiser != nil }

    /// How many values are known that are secret elsewhere, too.
    package var knownCount: Int { known.count }

    /// Whether there are known secrets that were not looked for yet, since there are too many for one time.
    package var hasWaitingSecrets: Bool { known.isWaiting }

    /// Makes ready for another turn through a session that was gone through with ``finish(_:)``, to look for the secrets that
    /// have waited.
    package mutating func takeTurn() { known.takeTurn() }

    /// Runs `body` on a session that this redactor has gone through once, with all that it knows by now, as far as there is
    /// room: ``hasWaitingSecrets`` says whether it has to be done once more.
    ///
    /// What gives secrets away is gone by then, so that only what is known is looked for; what stands for it is what
    /// stood for it the first time.
    package mutating func finish(_ body: (inout Redactor) -> Void) {
        let (before, count, taken) = (needles, known.patterns.count, placeholders.found)
        needles = lateNeedles
        forgetOpenEnds()
        pseudonymiser?.isFinishing = true
        body(&self)
        pseudonymiser?.isFinishing = false
        forgetOpenEnds()
        // The placeholders that stand there now are this redactor's own.
        placeholders.found = taken
        needles = before
        for pattern in known.patterns[count...] { needles.insert(pattern.bytes) }
    }

    /// What must stand in bytes for a secret that is known by now to be in them.
    package var lateNeedles: SecretNeedles { needles.only(known.patterns.lazy.map(\.bytes)) }

    /// A text without its secrets, for messages and logs.
    public mutating func redacted(_ text: String) -> String {
        redacted(text, "text")
    }

    /// A value of JSON in its compact spelling, without its secrets, for messages and logs.
    ///
    /// - Parameter name: The name that the value goes by, which may make it one.
    public mutating func redacted(_ value: JSONValue, named name: String? = nil) -> String {
        let context = ValueContext(name: name.map { meaning(of: $0) })
        if let text = value.string {
            var bytes = Array(text.utf8)
            settle(&bytes, "value") { $0.valueEdits($1, in: context) }
            return JSONValue.string(String(decoding: bytes, as: UTF8.self)).compactText
        }
        if context.name?.isSecret == true { return "\"REDACTED\"" }
        var bytes = value.compactBytes
        settle(&bytes, "value") { $0.jsonEdits($1, in: context) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The text of a message without its secrets, for messages and logs.
    public mutating func redacted(_ message: SocketMessage) -> String {
        var bytes = message.bytes
        redact(&bytes, "message")
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Redactor: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// How much was redacted; never what.
    public var description: String { "Redactor(\(secretCount) secrets)" }
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// A mirror without children, so that no dump shows a secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
