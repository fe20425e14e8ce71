/// Finds what two sequences have in common.
enum Alignment {
    /// Above this many cells, what lies between the common ends is paired by position.
    private static let cellLimit = 16_000_000

    /// The positions of a longest common subsequence, in order.
    ///
    /// - Complexity: O(*n*) for sequences that are alike, O(*n* *d*) with *d* differences; bounded for
    ///   long sequences that have little in common by pairing them position by position.
    static func common<Element: Hashable>(
        _ left: [Element],
        _ right: [Element]
    ) -> [(Int, Int)] {
        let shorter = min(left.count, right.count)
        var prefix = 0
        while prefix < shorter, left[prefix] == right[prefix] { prefix += 1 }
        var suffix = 0
        while suffix < shorter - prefix,
            left[left.count - 1 - suffix] == right[right.count - 1 - suffix]
        {
            suffix += 1
        }
        let middle = (
            left: Array(left[prefix..<left.count - suffix]),
            right: Array(right[prefix..<right.count - suffix])
        )
        var pairs = (0..<prefix).map { ($0, $0) }
        pairs += commonMiddle(middle.left, middle.right).map { ($0.0 + prefix, $0.1 + prefix) }
        pairs += (0..<suffix).map { (left.count - suffix + $0, right.count - suffix + $0) }
        return pairs
    }

    private static func commonMiddle<Element: Hashable>(
        _ left: [Element],
        _ right: [Element]
    ) -> [(Int, Int)] {
        guard left.count.multipliedReportingOverflow(by: right.count).partialValue <= cellLimit
        else {
            return zip(left.indices, right.indices).filter { left[$0] == right[$1] }
        }
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in right.difference(from: left) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        return Array(
            zip(
                left.indices.filter { !removed.contains($0) },
                right.indices.filter { !inserted.contains($0) }
            )
        )
    }

    /// The positions of a longest increasing subsequence of different numbers.
    ///
    /// - Complexity: O(*n* log *n*).
    static func longestIncreasing(_ numbers: [Int]) -> [Int] {
        /// For each length, the position of the smallest number that ends a subsequence of it.
        var ends: [Int] = []
        var previous = [Int?](repeating: nil, count: numbers.count)
        for (position, number) in numbers.enumerated() {
            var range = 0..<ends.count
            while !range.isEmpty {
                let middle = range.lowerBound + range.count / 2
                range =
                    numbers[ends[middle]] < number
                    ? middle + 1..<range.upperBound : range.lowerBound..<middle
            }
            let length = range.lowerBound
            previous[position] = length > 0 ? ends[length - 1] : nil
            if length < ends.count { ends[length] = position } else { ends.append(position) }
        }
        var chain: [Int] = []
        var next = ends.last
        while let position = next {
            chain.append(position)
            next = previous[position]
        }
        return chain.reversed()
    }
}
