import ArgumentParser

/// A share of a folder's fixtures: the third of eight is `3/8`.
///
/// The fixtures are dealt out in the order of their names like cards, so the shares are the same on every
/// machine that has the same folder, and differ by one fixture at most.
struct Shard: Sendable, Hashable, ExpressibleByArgument {
    /// Which share, from 1.
    let number: Int
    /// How many shares there are.
    let count: Int

    init?(argument: String) {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]),
            count >= 1, (1...count).contains(number)
        else { return nil }
        self.number = number
        self.count = count
    }

    var defaultValueDescription: String { "\(number)/\(count)" }

    /// The share of a list.
    func share<Element>(of all: [Element]) -> [Element] {
        all.enumerated().filter { $0.offset % count == number - 1 }.map(\.element)
    }
}
