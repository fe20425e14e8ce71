import SlackWire

/// Who is who in one session, and what stands for them.
struct Pseudonymiser: Sendable {
    let options: Pseudonyms
    private let key: RedactionKey?

    /// What stands for a person, by everything that the person goes by: an id, a name, an address.
    private var people: [String: String] = [:]
    private var personTags: Set<String> = []
    private var teams: [String: String] = [:]
    private var words: [[UInt8]: [UInt8]] = [:]
    /// The names that are looked for in texts, by their first words.
    private(set) var names: [[UInt8]: [(name: [UInt8], tag: String)]] = [:]

    /// Names shorter than this are not looked for in texts.
    private static let shortestName = 3

    init(_ options: Pseudonyms, key: RedactionKey?) {
        self.options = options
        self.key = key
    }

    /// How many people were replaced.
    var personCount: Int { personTags.count }

    /// The same before the session, still knowing who is who.
    func rewound() -> Pseudonymiser { self }

    // MARK: People

    /// What tells a person from others: a number, or with a key a code of the id.
    ///
    /// - Parameter identities: What the person goes by, the surest first.
    mutating func person(_ identities: [String]) -> String {
        let known = identities.compactMap { people[$0] }.first
        let tag = known ?? newTag(identities.first ?? "", personTags.count)
        personTags.insert(tag)
        for identity in identities where people[identity] == nil { people[identity] = tag }
        return tag
    }

    /// The person of a name that was seen; `nil` for anybody else.
    func knownPerson(_ name: String) -> String? { people[name] }

    /// A name of a person is looked for in texts from now on.
    mutating func learn(name: String, tag: String) {
        let bytes = Array(name.utf8)
        guard bytes.count >= Self.shortestName, !Self.isPseudonym(name) else { return }
        let first = Array(bytes.prefix(while: Self.isWordByte))
        guard !first.isEmpty, names[first]?.contains(where: { $0.name == bytes }) != true else {
            return
        }
        names[first, default: []].append((bytes, tag))
        names[first]?.sort { $0.name.count > $1.name.count }
    }

    // MARK: Teams and words

    /// What stands for a team's domain or name.
    mutating func team(_ domain: String) -> String {
        if Self.isPseudonym(domain) { return domain }
        if let known = teams[domain] { return known }
        let pseudonym = "team-" + newTag(domain, teams.count)
        teams[domain] = pseudonym
        return pseudonym
    }

    /// What stands for a team's domain that was seen; `nil` for any other word.
    func knownTeam(_ domain: String) -> String? { teams[domain] }

    /// What stands for a word of a message.
    mutating func word(_ word: [UInt8]) -> [UInt8] {
        if Self.isPseudoWord(word) { return word }
        if let known = words[word] { return known }
        let pseudonym = Array(
            ("w" + newTag(String(decoding: word, as: UTF8.self), words.count)).utf8
        )
        words[word] = pseudonym
        return pseudonym
    }

    private func newTag(_ identity: String, _ count: Int) -> String {
        guard let key else { return String(count + 1) }
        return String(decoding: key.tag(of: Array(identity.utf8)).prefix(8), as: UTF8.self)
    }

    // MARK: Shapes

    /// Whether a text is what stands for a person or a team already.
    static func isPseudonym(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return ["Person ", "person-", "team-"].contains { prefix in
            bytes.starts(with: prefix.utf8)
                && isTag(bytes.dropFirst(prefix.utf8.count))
        } || text == "Person"
    }

    /// Whether a word stands for another one already.
    private static func isPseudoWord(_ word: [UInt8]) -> Bool {
        word.first == UInt8(ascii: "w") && isTag(word.dropFirst())
    }

    private static func isTag(_ bytes: ArraySlice<UInt8>) -> Bool {
        !bytes.isEmpty
            && (bytes.allSatisfy(ASCII.isDigit)
                || bytes.count == 8 && bytes.allSatisfy { Hexadecimal.value(of: $0) != nil })
    }

    /// Whether a byte is part of a word: letters and digits, in any script.
    static func isWordByte(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumericOrUnderscore(byte) || byte >= 0x80
    }
}
