import SlackWire

/// Who is who in one session, and what stands for them.
struct Pseudonymiser: Sendable {
    let options: Pseudonyms
    private let key: RedactionKey?

    /// A person's place in the order of their coming, by everything that the person goes by: an id, a
    /// name, an address.
    private var people: [String: Int] = [:]
    /// What each person was known by first.
    private var persons: [String] = []
    /// Whether the session was gone through before, so that the pseudonyms in it are its own.
    var isFinishing = false
    /// The largest number of a pseudonym that stood there before.
    private var taken = 0
    /// How each name is used that stood somewhere; one that is used in two ways as it was first.
    private var forms: [String: NameForm] = [:]
    private var teams: [String: String] = [:]
    private var words: [[UInt8]: [UInt8]] = [:]
    /// The names that are looked for in texts, by their first words.
    private(set) var names: [[UInt8]: NamesakeBook] = [:]

    /// How many bytes a name has that is looked for in texts.
    ///
    /// Slack allows 80 characters; what is longer is replaced where it stands as a name.
    private static let nameLengths = 3...320

    init(_ options: Pseudonyms, key: RedactionKey?) {
        self.options = options
        self.key = key
    }

    /// How many people were replaced.
    var personCount: Int { persons.count }

    /// The same before the session, still knowing who is who.
    func rewound() -> Pseudonymiser { self }

    // MARK: People

    /// What tells a person from others: a number, or with a key a code of the id.
    ///
    /// - Parameter identities: What the person goes by, the surest first.
    mutating func person(_ identities: [String]) -> String {
        tag(of: place(of: identities))
    }

    /// A name of a person is looked for in texts from now on.
    mutating func learn(name: String, _ form: NameForm, of identities: [String]) {
        let person = place(of: identities)
        if forms[name] == nil { forms[name] = form }
        let bytes = Array(name.utf8)
        let first = Array(bytes.prefix(while: Self.isWordByte))
        guard Self.nameLengths.contains(bytes.count), !first.isEmpty else { return }
        names[first, default: NamesakeBook()].insert(bytes, person)
    }

    /// What stands for a name, the same in a profile and in what is said: a bot that repeats it, or takes it apart at
    /// its space, does the same with the pseudonym.
    func pseudonym(for name: String, _ form: NameForm, tag: String) -> String {
        switch forms[name] ?? form {
        case .full: "Person \(tag)"
        case .user: "person-\(tag)"
        case .given: "Person"
        case .family: tag
        }
    }

    /// A pseudonym that stands there already keeps its number to itself.
    mutating func notice(_ pseudonym: String) {
        let digits = pseudonym.utf8.reversed().prefix(while: ASCII.isDigit).reversed()
        guard !isFinishing, digits.count < 9,
            let number = Int(String(decoding: digits, as: UTF8.self))
        else {
            return
        }
        taken = max(taken, number)
    }

    /// What stands for the person at a place.
    func tag(of place: Int) -> String {
        key == nil ? String(taken + place + 1) : newTag(persons[place], place)
    }

    private mutating func place(of identities: [String]) -> Int {
        let known = identities.lazy.compactMap { [people] in people[$0] }.first
        let place = known ?? persons.count
        if known == nil { persons.append(identities.first ?? "") }
        for identity in identities where people[identity] == nil { people[identity] = place }
        return place
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

    /// How the URL of what stands for an avatar begins; nobody has such a host (RFC 2606).
    static let avatars = "https://avatars.invalid/"

    /// Whether a text is what stands for a person or a team already.
    static func isPseudonym(_ text: String) -> Bool {
        if text.hasPrefix(avatars) { return true }
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

    /// Whether a text is what stands for a family name already.
    static func isTag(_ text: String) -> Bool { isTag(Array(text.utf8)[...]) }

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

/// How a name is used.
enum NameForm {
    case full, user, given, family
}
