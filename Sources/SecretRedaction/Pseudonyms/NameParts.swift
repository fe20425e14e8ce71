/// The names in a full name: bots say hello by the first of them, and people call each other by it.
struct NameParts: Sequence {
    /// A part, and how it is used.
    typealias Element = (text: String, form: NameForm)

    /// What stands in the names of accounts that are no person's, in small letters: a text that says `Support` speaks of
    /// no person called so.
    private static let roles: Set<String> = [
        "account", "admin", "administrator", "alert", "alerts", "app", "assistant", "bot", "build",
        "calendar", "demo", "deploy", "deployment", "desk", "dev", "development", "engineering",
        "finance", "group", "guest", "help", "helpdesk", "hr", "info", "integration", "it",
        "legal", "marketing", "monitor", "monitoring", "notifications", "office", "ops", "platform",
        "product", "release", "sales", "security", "service", "services", "shared", "slack",
        "support", "system", "team", "test", "tester", "testing", "the", "user", "webhook",
    ]

    /// What stands before a name, or in the middle of one, in small letters: nobody is called by it.
    private static let particles: Set<String> = [
        "da", "de", "del", "della", "den", "der", "di", "dos", "dr", "el", "ibn", "la", "le", "mr",
        "mrs", "ms", "prof", "van", "von", "zu",
    ]

    private let parts: [Element]

    /// Takes a name apart; nothing comes of one of a single word, or of what names no person.
    init(of name: String) {
        let words = name.split(separator: " ").map { word in
            word.drop { !$0.isLetter }.prefix { $0.isLetter || $0 == "-" || $0 == "'" || $0 == "’" }
        }
        let small = words.map { $0.lowercased() }
        guard words.count > 1, words.count <= 5, !small.contains(where: Self.roles.contains) else {
            parts = []
            return
        }
        let named = words.indices.filter {
            !Self.particles.contains(small[$0]) && Self.isName(words[$0])
        }
        parts = named.map { index in
            (String(words[index]), index == words.count - 1 && index > 0 ? .family : .given)
        }
    }

    func makeIterator() -> [Element].Iterator { parts.makeIterator() }

    /// Whether a word is spelled as names are: with a capital letter, where its script has such.
    private static func isName(_ word: Substring) -> Bool {
        word.first.map { !$0.isLowercase } ?? false
    }
}
