/// Positions of tasks in a list, by the runtime's task numbers.
///
/// Open addressing with linear probing. It is asked for every slice, and the numbers are no adversary's:
/// a dictionary's hashing would cost more than the rest of the bookkeeping.
struct TaskIndexTable {
    private struct Entry {
        var identifier: UInt64 = 0
        var index = 0
    }

    /// A power of two of entries, at most half of them used; number 0 marks a free one.
    private var entries = TaskIndexTable.free
    private static let free = Array(repeating: Entry(), count: 64)
    private var count = 0

    /// The position of the task with this number; `nil` for 0, which is no task's.
    func index(of identifier: UInt64) -> Int? {
        // A free entry has number 0, too, and would be found.
        if identifier == 0 { return nil }
        let entry = entries[slot(for: identifier)]
        return entry.identifier == identifier ? entry.index : nil
    }

    /// Adds a task that is not in the table.
    mutating func insert(_ identifier: UInt64, _ index: Int) {
        if (count + 1) * 2 > entries.count { grow() }
        entries[slot(for: identifier)] = Entry(identifier: identifier, index: index)
        count += 1
    }

    /// Notes that a task of the table has another position.
    mutating func move(_ identifier: UInt64, to index: Int) {
        entries[slot(for: identifier)].index = index
    }

    /// Takes a task out of the table.
    mutating func remove(_ identifier: UInt64) {
        let mask = entries.count - 1
        var hole = slot(for: identifier)
        guard entries[hole].identifier == identifier else { return }
        // Whoever was put behind the hole because its place was taken moves up, so that it is found again.
        var next = (hole + 1) & mask
        while entries[next].identifier != 0 {
            let distance = (next - home(of: entries[next].identifier)) & mask
            if distance >= (next - hole) & mask {
                entries[hole] = entries[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        entries[hole] = Entry()
        count -= 1
    }

    /// Where the number would be if nobody were in its way.
    private func home(of identifier: UInt64) -> Int {
        // Fibonacci hashing: the high bits of a product with 2⁶⁴ / φ.
        Int(truncatingIfNeeded: (identifier &* 0x9E37_79B9_7F4A_7C15) >> 32) & (entries.count - 1)
    }

    /// Where the number is, or the free entry where it would be.
    private func slot(for identifier: UInt64) -> Int {
        let mask = entries.count - 1
        var slot = home(of: identifier)
        while entries[slot].identifier != 0, entries[slot].identifier != identifier {
            slot = (slot + 1) & mask
        }
        return slot
    }

    private mutating func grow() {
        let old = entries
        entries = Array(repeating: Entry(), count: old.count * 2)
        for entry in old where entry.identifier != 0 {
            entries[slot(for: entry.identifier)] = entry
        }
    }
}
