/// A queue with constant-time append and removal at the front (amortised).
struct FIFO<Element> {
    private var storage: [Element?] = []
    private var head = 0

    /// An empty queue.
    init() {}

    /// How many elements wait.
    var count: Int { storage.count - head }
    /// Whether none waits.
    var isEmpty: Bool { head == storage.count }
    /// The element that waits longest.
    var first: Element? { head < storage.count ? storage[head] : nil }

    /// Adds an element at the end.
    mutating func append(_ element: Element) {
        storage.append(element)
    }

    /// Removes and returns the element that waited longest.
    mutating func popFirst() -> Element? {
        guard head < storage.count else { return nil }
        let element = storage[head]
        storage[head] = nil
        head += 1
        if head > 32, head * 2 > storage.count {
            storage.removeFirst(head)
            head = 0
        }
        return element
    }

    /// Removes and returns the first element that satisfies `predicate`.
    ///
    /// - Complexity: O(*n*) unless it is the first.
    mutating func popFirst(where predicate: (Element) -> Bool) -> Element? {
        guard let front = first else { return nil }
        if predicate(front) { return popFirst() }
        for index in (head + 1)..<storage.count {
            guard let element = storage[index], predicate(element) else { continue }
            storage.remove(at: index)
            return element
        }
        return nil
    }

    /// The elements in their order.
    var elements: [Element] { storage[head...].compactMap(\.self) }
}

extension FIFO: Sendable where Element: Sendable {}
