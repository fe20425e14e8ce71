/// The way from a document's outermost value to one inside it, as a walk keeps it: a stack.
///
/// A step costs the same however long the way is; the text is put together only where somebody asks.
package struct JSONPath: Sendable, Hashable {
    /// A step to a member of an object or to an element of an array.
    package enum Step: Sendable, Hashable {
        case member(String)
        case element(Int)
    }

    /// The steps, the outermost first.
    package private(set) var steps: [Step] = []

    /// Makes the way to the outermost value.
    package init() {}

    /// Goes into a container.
    package mutating func enter(_ step: Step) { steps.append(step) }

    /// Goes on to another value of the same container.
    package mutating func replace(by step: Step) {
        if !steps.isEmpty { steps[steps.count - 1] = step }
    }

    /// Goes out of a container.
    package mutating func leave() { _ = steps.popLast() }

    /// Goes out of containers until so many steps are left.
    package mutating func leave(to count: Int) {
        if steps.count > count { steps.removeLast(steps.count - count) }
    }

    /// How much of a way that is too long to read is told, in bytes, about.
    private static let textLimit = 240
    /// How many characters of a name are told.
    private static let nameLimit = 80

    /// The way for people, for example `blocks[0].text.text`; of a very long one its end, behind an ellipsis.
    ///
    /// - Complexity: Constant: what a hostile document makes long is not copied for each of its values.
    package var text: String {
        var pieces: [String] = []
        var length = 0
        var index = steps.count
        while index > 0, length < Self.textLimit {
            index -= 1
            let piece: String
            switch steps[index] {
            case .member(let name):
                piece = (index > 0 ? "." : "") + name.shortened(to: Self.nameLimit)
            case .element(let number): piece = "[\(number)]"
            }
            length += piece.utf8.count
            pieces.append(piece)
        }
        if index > 0 { pieces.append("…") }
        return pieces.reversed().joined()
    }
}

extension String {
    /// The text, or its first characters and an ellipsis.
    ///
    /// - Complexity: O(*n*) in `limit`, not in the length of the text.
    package func shortened(to limit: Int) -> String {
        guard let end = index(startIndex, offsetBy: limit, limitedBy: endIndex), end < endIndex
        else { return self }
        return self[..<end] + "…"
    }
}
