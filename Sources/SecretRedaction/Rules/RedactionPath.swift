/// A place in JSON whose values are secret, with everything inside them: `payload.user.phone`.
///
/// Names of members with dots between them; `*` is any one name or the elements of an array, `**` any
/// number of levels. The way begins at the outermost value; it goes on through JSON in strings, and its
/// first name may be a field of a form or of a query.
public struct RedactionPath: Sendable, Hashable {
    /// Why a text is no path.
    public enum Problem: Error, Sendable, Hashable {
        /// A name is missing between two dots.
        case emptyStep
        /// It has more than 32 steps.
        case tooLong
    }

    enum Step: Hashable {
        case name(String)
        case any
        case anyDepth
    }

    let steps: [Step]

    /// Reads a path.
    ///
    /// - Throws: ``Problem`` if it is none.
    public init(_ spelling: String) throws(Problem) {
        let words = spelling.split(separator: ".", omittingEmptySubsequences: false)
        guard words.count <= 32 else { throw .tooLong }
        guard words.allSatisfy({ !$0.isEmpty }) else { throw .emptyStep }
        steps = words.map { word in
            switch word {
            case "*": .any
            case "**": .anyDepth
            default: .name(String(word))
            }
        }
    }

    /// What must stand in bytes for the path to apply; `nil` if no name is long enough to tell.
    var needle: String? {
        steps.compactMap { step in
            if case .name(let name) = step, name.utf8.count >= 5,
                name.utf8.allSatisfy(ASCII.isAlphanumericOrUnderscore)
            {
                name
            } else {
                nil
            }
        }.max { $0.utf8.count < $1.utf8.count }
    }
}

/// How far along each of several paths a value stands: for each path a bit for each of its steps.
struct PathPosition: Hashable {
    private let paths: [RedactionPath]
    private var states: [UInt64]

    /// The outermost value.
    init(_ paths: [RedactionPath]) {
        self.paths = paths
        states = paths.map { Self.skippingDepths(1, $0) }
    }

    /// Whether some path leads here, or to something around it.
    var isSecret: Bool {
        zip(paths, states).contains { $1 & (1 << UInt64($0.steps.count)) != 0 }
    }

    /// The position of a member, or of an element if `name` is `nil`.
    func entering(_ name: String?) -> PathPosition {
        var inner = self
        for (index, path) in paths.enumerated() {
            inner.states[index] = Self.next(states[index], path, name)
        }
        return inner
    }

    private static func next(_ states: UInt64, _ path: RedactionPath, _ name: String?) -> UInt64 {
        let end: UInt64 = 1 << UInt64(path.steps.count)
        var next = states & end
        for (number, step) in path.steps.enumerated() where states & (1 << UInt64(number)) != 0 {
            switch step {
            case .name(let wanted) where wanted == name: next |= 1 << UInt64(number + 1)
            case .any: next |= 1 << UInt64(number + 1)
            case .anyDepth: next |= 1 << UInt64(number)
            case .name: break
            }
        }
        return skippingDepths(next, path)
    }

    private static func skippingDepths(_ states: UInt64, _ path: RedactionPath) -> UInt64 {
        var states = states
        for (number, step) in path.steps.enumerated()
        where step == .anyDepth && states & (1 << UInt64(number)) != 0 {
            states |= 1 << UInt64(number + 1)
        }
        return states
    }
}
