import SlackWire

/// Where in a JSON document a walk from string to string stands, and in the strings that hold JSON.
///
/// It is one stack for all of them: whoever goes into a string marks where it stands and goes back there.
/// Beyond ``depthLimit`` levels it goes on counting and keeps the place of the level above.
struct JSONTrack {
    private struct Level {
        var isObject: Bool
        /// Where the container stands.
        var position: PathPosition?
        /// How many elements came before the one at hand.
        var count = 0
        /// Whether the path has a step for what is in the container.
        var hasStep = false
    }

    /// A place to go back to.
    struct Mark {
        fileprivate var floor: Int
        fileprivate var levels: Int
        fileprivate var skipped: Int
        fileprivate var steps: Int
        fileprivate var position: PathPosition?
    }

    private static let depthLimit = 64

    private var levels: [Level] = []
    /// How many levels belong to the documents around the one at hand.
    private var floor = 0
    private var skipped = 0
    /// How far along the paths of the user's rules the value at hand is.
    private(set) var position: PathPosition?
    /// The way to the value at hand; `nil` if nobody asks.
    private var path: JSONPath?

    init(_ position: PathPosition?, isLabelled: Bool) {
        self.position = position
        path = isLabelled ? JSONPath() : nil
    }

    /// The way to the value at hand for people; `nil` if nobody asks.
    var label: String? { path?.text }

    /// Goes into a document that stands where the track is.
    mutating func begin() -> Mark {
        let mark = Mark(
            floor: floor,
            levels: levels.count,
            skipped: skipped,
            steps: path?.steps.count ?? 0,
            position: position
        )
        floor = levels.count
        skipped = 0
        return mark
    }

    /// Goes back to where the document began, however many brackets of it are missing.
    mutating func end(_ mark: Mark) {
        levels.removeLast(levels.count - mark.levels)
        path?.leave(to: mark.steps)
        (floor, skipped, position) = (mark.floor, mark.skipped, mark.position)
    }

    mutating func open(isObject: Bool) {
        guard levels.count < Self.depthLimit else {
            skipped += 1
            return
        }
        levels.append(Level(isObject: isObject, position: position))
        if !isObject { step(nil, .element(0)) }
    }

    mutating func close() {
        if skipped > 0 {
            skipped -= 1
        } else if levels.count > floor, let level = levels.popLast() {
            position = level.position
            if level.hasStep { path?.leave() }
        }
    }

    mutating func member(_ name: String) {
        guard skipped == 0, levels.count > floor else { return }
        step(name, .member(name))
    }

    mutating func comma() {
        guard skipped == 0, levels.count > floor, let level = levels.last, !level.isObject else {
            return
        }
        levels[levels.count - 1].count += 1
        step(nil, .element(level.count + 1))
    }

    /// Goes on to a value of the innermost container.
    private mutating func step(_ name: String?, _ step: JSONPath.Step) {
        let place = levels.count - 1
        position = levels[place].position?.entering(name)
        if levels[place].hasStep {
            path?.replace(by: step)
        } else {
            levels[place].hasStep = true
            path?.enter(step)
        }
    }
}
