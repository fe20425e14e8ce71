import RepriseFloor

/// What tasks of a test note down, in order.
package final class Notebook<Note: Sendable>: Sendable {
    private let pages = Locked<[Note]>([])

    package init() {}

    package func append(_ note: Note) { pages.withLock { $0.append(note) } }
    package var notes: [Note] { pages.withLock { $0 } }
}
