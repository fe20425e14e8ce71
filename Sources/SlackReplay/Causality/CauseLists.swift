import RepriseFloor

/// The causes of many frames, each a list that may grow.
struct CauseLists: Sendable {
    /// Stands for a list without causes.
    static let none: UInt32 = 0

    private struct Node: BitwiseCopyable {
        let cause: Cause
        /// The place of the one before it, from 1.
        let previous: UInt32
    }

    private var nodes = ScratchArray<Node>()

    /// The causes of a list, in the order in which they were added.
    ///
    /// - Parameter last: The place of the one that was added last, from 1.
    func list(endingAt last: UInt32) -> [Cause] {
        var causes: [Cause] = []
        var place = last
        while place != Self.none {
            let node = nodes[Int(place) - 1]
            causes.append(node.cause)
            place = node.previous
        }
        causes.reverse()
        return causes
    }

    /// Adds a cause to the list that ends at a place, and is one longer then.
    mutating func append(_ cause: Cause, to last: inout UInt32) {
        nodes.append(Node(cause: cause, previous: last))
        last = UInt32(nodes.count)
    }
}
