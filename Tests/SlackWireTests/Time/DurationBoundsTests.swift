import SlackWire
import Testing

@Suite struct DurationBoundsTests {
    private static let nasty: [Double] = [
        0, -0.0, .leastNonzeroMagnitude, .leastNormalMagnitude / 100, .leastNormalMagnitude, 1e-18,
        0.1, 1, 1e9,
        3_155_759_999, 3_155_760_000, 1e18, 1e19, 1e20, 1e300, .greatestFiniteMagnitude, .infinity,
        .nan, .signalingNaN,
    ]

    @Test func `No number of seconds is too much`() {
        for number in Self.nasty + Self.nasty.map({ -$0 }) {
            let duration = Duration.bounded(seconds: number)
            #expect((Duration.zero...Duration.longest).contains(duration), "\(number)")
        }
        #expect(Duration.bounded(seconds: 1.5) == .milliseconds(1_500))
        #expect(Duration.bounded(seconds: .nan) == .zero)
        #expect(Duration.bounded(seconds: -1) == .zero)
        #expect(Duration.bounded(seconds: .infinity) == .longest)
    }

    @Test func `No factor and no speed is too much`() {
        for number in Self.nasty + Self.nasty.map({ -$0 }) {
            for duration in [
                Duration.zero, .nanoseconds(1), .seconds(3), .longest, .seconds(Int64.max),
                .seconds(Int64.min),
            ] {
                let range = Duration.zero...Duration.longest
                #expect(range.contains(duration.bounded(times: number)), "\(duration), \(number)")
                #expect(range.contains(duration.bounded(atSpeed: number)), "\(duration), \(number)")
            }
        }
        #expect(Duration.seconds(3).bounded(times: 0.5) == .milliseconds(1_500))
        #expect(Duration.seconds(3).bounded(atSpeed: 2) == .milliseconds(1_500))
        #expect(Duration.seconds(3).bounded(atSpeed: 0) == .longest)
    }
}
