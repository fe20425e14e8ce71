import RepriseFloor

/// Which names a listener is for: of an event's type, a command, an `action_id`, a `callback_id`.
///
/// A string literal is the whole name.
public struct NamePattern: Sendable, ExpressibleByStringLiteral {
    private enum Rule: Sendable {
        case any
        case names([String])
        case prefix(String)
        case found(@Sendable (String) -> Bool)
    }

    private let rule: Rule
    /// The pattern in a few words, for reports.
    let wording: String

    private init(_ rule: Rule, _ wording: String) {
        self.rule = rule
        self.wording = wording
    }

    /// The whole name.
    public init(stringLiteral value: String) {
        self.init(.names([value]), value)
    }

    /// The whole name.
    public static func exactly(_ name: String) -> NamePattern {
        NamePattern(stringLiteral: name)
    }

    /// One of these names.
    public static func oneOf(_ names: String...) -> NamePattern {
        NamePattern(.names(names), names.joined(separator: " or "))
    }

    /// Every name that begins so, for example `service_` where the rest is a service's id.
    public static func prefix(_ beginning: String) -> NamePattern {
        NamePattern(.prefix(beginning), "\(beginning)…")
    }

    /// Every name in which the pattern is found; anchor it (`^…$`) for whole names.
    public static func matching<Output>(_ pattern: sending Regex<Output>) -> NamePattern {
        let regex = Locked(pattern)
        let isFound: @Sendable (String) -> Bool = { name in
            regex.withLock { regex in (try? regex.firstMatch(in: name)) != nil }
        }
        return NamePattern(.found(isFound), "a pattern")
    }

    /// Every name, and none at all.
    public static var any: NamePattern { NamePattern(.any, "any") }

    /// Whether a name is one of these; a name that is not there is one for ``any`` only.
    func matches(_ name: String?) -> Bool {
        if case .any = rule { return true }
        guard let name else { return false }
        return switch rule {
        case .any: true
        case .names(let names): names.contains(name)
        case .prefix(let beginning): name.hasPrefix(beginning)
        case .found(let isFound): isFound(name)
        }
    }
}
