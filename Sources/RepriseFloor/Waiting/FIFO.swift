/// A queue, first in, first out.
///
/// Appending and taking the first are constant time on average. What was taken is freed at once, and the room
/// that it took is used again when it has become the larger half.
package struct FIFO<Element> {
    @usableFromInline var storage: [Element?] = []
    @usableFromInline var head = 0

    /// An empty queue.
    @inlinable package init() {}

    /// How many elements wait.
    @inlinable package var count: Int { storage.count - head }
    /// Whether none waits.
    @inlinable package var isEmpty: Bool { head == storage.count }
    /// The element that waits longest.
    @inlinable package var first: Element? { head < storage.count ? storage[head] : nil }
    /// The elements, the one that waits longest first.
    package var elements: [Element] { storage[head...].compactMap(\.self) }

    /// Adds an element at the end.
    @inlinable
    package mutating func append(_ element: Element) {
        storage.append(element)
    }

    /// Removes and returns the element that waits longest.
    @inlinable
    package mutating func popFirst() -> Element? {
        guard head < storage.count else { return nil }
        let element = storage[head].take()
        head += 1
        if head == storage.count {
            storage.removeAll(keepingCapacity: true)
            head = 0
        } else if head > 32, head * 2 > storage.count {
            storage.removeFirst(head)
            head = 0
        }
        return element
    }

    /// Removes and returns the first element that satisfies `predicate`.
    ///
    /// - Complexity: O(*n*) unless it is the first.
    @inlinable
    package mutating func popFirst(where predicate: (Element) -> Bool) -> Element? {
        for index in head..<storage.count {
            guard let element = storage[index], predicate(element) else { continue }
            return remove(at: index - head)
        }
        return nil
    }

    /// Removes and returns the element before which `position` others wait; `nil` if there is none.
    ///
    /// - Complexity: O(*n*) unless it is the first.
    @inlinable
    package mutating func remove(at position: Int) -> Element? {
        if position == 0 { return popFirst() }
        guard position > 0, position < count else { return nil }
        return storage.remove(at: head + position)
    }

    /// The element before which `position` others wait; `nil` if there is none.
    @inlinable
    package subscript(position: Int) -> Element? {
        position >= 0 && position < count ? storage[head + position] : nil
    }
}

extension FIFO: Sendable where Element: Sendable {}
