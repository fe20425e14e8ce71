/// A time of zero or more in half the memory: whole nanoseconds, or the place of one that is no whole number of them.
///
/// Those few are kept by whoever keeps the times. Equal times are the same number only where they are whole.
package struct ShortTime: Sendable, Hashable, BitwiseCopyable {
    /// Below zero the place of an odd time, counted down from -1; at the very end, marks.
    private let word: Int64

    /// Stands for a time that has not come.
    package static let never = ShortTime(mark: 0)

    /// Stands for something else than a time.
    package init(mark: Int8) { word = .min + Int64(mark) }

    /// - Parameter odd: The times that are no whole nanoseconds; one more if this is one.
    package init(_ time: Duration, _ odd: inout [Duration]) {
        let (seconds, attoseconds) = time.components
        let (whole, isOver) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (nanoseconds, isFarOver) =
            whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        let isWhole = !isOver && !isFarOver && attoseconds % 1_000_000_000 == 0
        if isWhole, nanoseconds >= 0 {
            self.init(word: nanoseconds)
        } else {
            odd.append(time)
            self.init(word: -Int64(odd.count))
        }
    }

    private init(word: Int64) { self.word = word }

    /// The time; `nil` for a mark.
    package func duration(_ odd: [Duration]) -> Duration? {
        if word >= 0 { return .nanoseconds(word) }
        return isMark ? nil : odd[Int(-word) - 1]
    }

    /// Whether it stands for something else than a time.
    package var isMark: Bool { word < .min + 128 }
}
