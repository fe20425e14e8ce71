import Testing

@testable import SlackTransport

@Suite struct JitterTests {
    @Test func `It draws evenly`() {
        var jitter = Jitter(seed: "")
        let draws = (1...10_000).map { _ in jitter.draw() }
        #expect(draws.allSatisfy { (0..<1).contains($0) })
        for tenth in 0..<10 {
            let count = draws.count { Int($0 * 10) == tenth }
            #expect((800...1_200).contains(count), "\(count) of 10,000 in tenth \(tenth)")
        }
    }

    @Test func `One seed draws one row, and another another`() {
        func row(_ seed: String) -> [Double] {
            var jitter = Jitter(seed: seed)
            return (1...5).map { _ in jitter.draw() }
        }
        #expect(row("a") == row("a"))
        #expect(row("a") != row("b"))
    }
}
