/// A first-in, first-out queue; appending and taking are O(1), amortised.
struct Queue<Element> {
    private var elements: [Element?] = []
    private var head = 0

    /// How many elements are in the queue.
    var count: Int { elements.count - head }

    /// Whether the queue is empty.
    var isEmpty: Bool { count == 0 }

    /// The element that ``popFirst()`` would take.
    var first: Element? { isEmpty ? nil : elements[head] }

    /// Adds an element at the end.
    mutating func append(_ element: Element) {
        elements.append(element)
    }

    /// Takes the oldest element.
    mutating func popFirst() -> Element? {
        guard !isEmpty else { return nil }
        defer {
            // The slot is emptied so that what it held is freed now, and the dead half is cut off
            // when it has become the larger half.
            elements[head] = nil
            head += 1
            if head > 32, head * 2 > elements.count {
                elements.removeFirst(head)
                head = 0
            }
        }
        return elements[head]
    }

    /// Everything in the queue, oldest first.
    var contents: [Element] { elements[head...].compactMap(\.self) }
}

extension Queue: Sendable where Element: Sendable {}
