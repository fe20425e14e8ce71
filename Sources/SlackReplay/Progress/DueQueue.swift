import RepriseFloor

/// Frames by the time at which they are due; of those due at once, the one recorded first comes first.
struct DueQueue: Sendable {
    /// A frame and its time.
    struct Item: Sendable, Hashable, Comparable {
        var due: Duration
        /// The frame's entry in the recording.
        var entry: Int
        var frame: FrameRef

        static func < (left: Item, right: Item) -> Bool {
            (left.due, left.entry) < (right.due, right.entry)
        }
    }

    private var items = Heap<Item>()

    /// The item that is due first.
    var first: Item? { items.first }

    /// Whether no frame waits.
    var isEmpty: Bool { items.isEmpty }

    /// Adds an item, in logarithmic time.
    mutating func insert(_ item: Item) {
        items.insert(item)
    }

    /// Removes the item that is due first, in logarithmic time.
    mutating func removeFirst() {
        items.popFirst()
    }
}
