import RepriseFloor

/// A regular expression that any task may use, one at a time: by itself it is not `Sendable`.
final class SharedPattern<Output: Sendable>: Sendable {
    private let regex: Locked<Regex<Output>>

    init(_ regex: sending Regex<Output>) {
        self.regex = Locked(regex)
    }

    /// What the pattern captured, where it was found first; `nil` where it was not, or could not be looked for.
    func firstMatch(in text: String) -> Output? {
        regex.withLock { regex in (try? regex.firstMatch(in: text))?.output }
    }
}
