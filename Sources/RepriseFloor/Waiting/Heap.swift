/// A queue whose least element comes first.
///
/// Of elements of which neither is less it may give either first: who wants an order gives elements one.
package struct Heap<Element: Comparable> {
    /// No element is less than the one above it, at half its place.
    @usableFromInline var elements: [Element] = []

    /// An empty heap.
    @inlinable package init() {}

    /// Whether it is empty.
    @inlinable package var isEmpty: Bool { elements.isEmpty }

    /// The least element.
    @inlinable package var first: Element? { elements.first }

    /// Adds an element, in logarithmic time.
    @inlinable
    package mutating func insert(_ element: Element) {
        elements.append(element)
        var place = elements.count - 1
        while place > 0, elements[place] < elements[(place - 1) / 2] {
            elements.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    /// Removes and returns the least element, in logarithmic time.
    @discardableResult
    @inlinable
    package mutating func popFirst() -> Element? {
        guard let first = elements.first, let last = elements.popLast() else { return nil }
        if elements.isEmpty { return first }
        elements[0] = last
        var place = 0
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2]
            where child < elements.count && elements[child] < elements[least] {
                least = child
            }
            guard least != place else { return first }
            elements.swapAt(place, least)
            place = least
        }
    }
}

extension Heap: Sendable where Element: Sendable {}
