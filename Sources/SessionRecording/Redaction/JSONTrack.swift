/// Where in a JSON document a walk from string to string stands.
///
/// Beyond ``depthLimit`` levels it goes on counting and keeps the place of the level above.
struct JSONTrack {
    private struct Level {
        var isObject: Bool
        var position: PathPosition?
        var label: String?
        var count = 0
    }

    private static let depthLimit = 64

    private var levels: [Level] = []
    private var skipped = 0
    /// How far along the paths of the user's rules the value at hand is.
    private(set) var position: PathPosition?
    /// The way to the value at hand for people; `nil` if nobody asks.
    private(set) var label: String?

    init(_ position: PathPosition?, label: String?) {
        self.position = position
        self.label = label
    }

    mutating func open(isObject: Bool) {
        guard levels.count < Self.depthLimit else {
            skipped += 1
            return
        }
        levels.append(Level(isObject: isObject, position: position, label: label))
        if !isObject { element() }
    }

    mutating func close() {
        if skipped > 0 {
            skipped -= 1
        } else if let level = levels.popLast() {
            (position, label) = (level.position, level.label)
        }
    }

    mutating func member(_ name: String) {
        guard skipped == 0, let level = levels.last else { return }
        position = level.position?.entering(name)
        label = level.label.map { $0.isEmpty ? name : "\($0).\(name)" }
    }

    mutating func comma() {
        guard skipped == 0, let level = levels.last, !level.isObject else { return }
        levels[levels.count - 1].count += 1
        element()
    }

    private mutating func element() {
        guard let level = levels.last else { return }
        position = level.position?.entering(nil)
        label = level.label.map { "\($0)[\(level.count)]" }
    }
}
