import RepriseFloor
import Testing

@Suite struct SeededGeneratorTests {
    @Test func `The numbers are the published ones`() {
        var generator = SeededGenerator(seed: 1_234_567)
        let numbers = (0..<3).map { _ in generator.next() }
        #expect(
            numbers == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            ]
        )
    }

    @Test
    func `Numbers below a bound reach all of them and none other, and fractions stay below one`() {
        var generator = SeededGenerator(seed: 1)
        let numbers = (0..<1_000).map { _ in generator.next(below: 7) }
        #expect(Set(numbers) == Set(0..<7))
        #expect(generator.next(below: 1) == 0)
        #expect(generator.next(below: 0) == 0)
        let fractions = (0..<1_000).map { _ in generator.nextFraction() }
        #expect(fractions.allSatisfy { (0..<1).contains($0) })
        #expect(fractions.contains { $0 < 0.1 })
        #expect(fractions.contains { $0 > 0.9 })
    }
}
