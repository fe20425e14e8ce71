/// Frames by the time at which they are due; of those due at once, the one recorded first comes first.
struct DueQueue: Sendable {
    /// A frame and its time.
    struct Item: Sendable, Hashable {
        var due: Duration
        /// The frame's entry in the recording.
        var entry: Int
        var frame: FrameRef

        fileprivate static func < (left: Item, right: Item) -> Bool {
            (left.due, left.entry) < (right.due, right.entry)
        }
    }

    /// A binary heap: no item comes before the one above it, at half its place.
    private var heap: [Item] = []

    /// The item that is due first.
    var first: Item? { heap.first }

    /// Whether no frame waits.
    var isEmpty: Bool { heap.isEmpty }

    /// Adds an item, in logarithmic time.
    mutating func insert(_ item: Item) {
        heap.append(item)
        var place = heap.count - 1
        while place > 0, heap[place] < heap[(place - 1) / 2] {
            heap.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    /// Removes the item that is due first, in logarithmic time.
    mutating func removeFirst() {
        guard let last = heap.popLast(), !heap.isEmpty else { return }
        heap[0] = last
        var place = 0
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2]
            where child < heap.count && heap[child] < heap[least] {
                least = child
            }
            guard least != place else { return }
            heap.swapAt(place, least)
            place = least
        }
    }
}
