import RepriseFloor
import Testing

/// A time is the same again, however it is kept.
@Suite struct ShortTimeTests {
    private static let attosecond = Duration(secondsComponent: 0, attosecondsComponent: 1)

    @Test(
        arguments: [
            .zero, .nanoseconds(1), .microseconds(3), .seconds(9_223_372_036),
            // No whole nanoseconds, or too many of them.
            attosecond, .seconds(2) + attosecond, .nanoseconds(5) - attosecond,
            .seconds(9_223_372_037), .seconds(Int64.max), .seconds(-1), .nanoseconds(-1),
        ] as [Duration]
    )
    func `A time comes back`(time: Duration) {
        var odd: [Duration] = [.seconds(7)]
        let short = ShortTime(time, &odd)
        #expect(short.duration(odd) == time)
        #expect(!short.isMark)
        #expect(MemoryLayout<ShortTime>.size == 8)
    }

    @Test func `Only odd times are kept apart`() {
        var odd: [Duration] = []
        _ = ShortTime(.milliseconds(5), &odd)
        #expect(odd.isEmpty)
        _ = ShortTime(Self.attosecond, &odd)
        #expect(odd == [Self.attosecond])
    }

    @Test func `A mark is no time, and another mark is another`() {
        #expect(ShortTime.never.duration([]) == nil)
        #expect(ShortTime(mark: 3).isMark)
        #expect(ShortTime(mark: 3) != ShortTime(mark: 2))
        #expect(ShortTime(mark: 0) == .never)
    }
}
