/// Where the script stands.
struct ScriptPlayer: Sendable {
    private let script: WorkspaceScript
    private var position = 0
    /// When the script began; `nil` until the first socket opens.
    private(set) var start: Duration?

    init(_ script: WorkspaceScript) {
        self.script = script
    }

    /// How many seconds of the workspace pass in one of the session.
    var speed: Double { script.speed }

    /// When the next entry is due.
    var nextDue: Duration? {
        guard let start, position < script.entries.count else { return nil }
        return start + script.time(of: script.entries[position])
    }

    /// Whether everything was played.
    var isFinished: Bool { position == script.entries.count }

    /// Begins, unless it has begun before.
    mutating func begin(at moment: Duration) {
        start = start ?? moment
    }

    /// Takes the next entry.
    mutating func next() -> WorkspaceScript.Action? {
        guard position < script.entries.count else { return nil }
        defer { position += 1 }
        return script.entries[position].action
    }
}
