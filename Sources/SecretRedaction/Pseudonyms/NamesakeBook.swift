/// The names that begin with one word, and whose they are.
///
/// A workspace may have a thousand people of one first name, and a hostile session a million: neither taking in
/// a name nor looking for one goes through the others.
struct NamesakeBook: Sendable {
    private var persons: [[UInt8]: Int] = [:]
    /// How long the names are, the longest first.
    private var lengths: [Int] = []

    /// Takes in a name; the first person of that name keeps it.
    mutating func insert(_ name: [UInt8], _ person: Int) {
        guard persons[name] == nil else { return }
        persons[name] = person
        let place = lengths.firstIndex { $0 <= name.count } ?? lengths.count
        if place == lengths.count || lengths[place] != name.count {
            lengths.insert(name.count, at: place)
        }
    }

    /// The longest of the names that stands there.
    ///
    /// - Parameter isEnd: Whether a name may end at an offset of the bytes.
    func longest(
        in bytes: [UInt8],
        at start: Int,
        endingWhere isEnd: (Int) -> Bool
    ) -> (length: Int, person: Int)? {
        for length in lengths where start + length <= bytes.count && isEnd(start + length) {
            if let person = persons[Array(bytes[start..<start + length])] {
                return (length, person)
            }
        }
        return nil
    }
}
