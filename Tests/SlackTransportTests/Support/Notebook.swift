import RepriseFloor
import SlackWire

/// What tasks of a test note down, in order.
final class Notebook<Note: Sendable>: Sendable {
    private let pages = Locked<[Note]>([])

    func append(_ note: Note) { pages.withLock { $0.append(note) } }
    var notes: [Note] { pages.withLock { $0 } }
}
