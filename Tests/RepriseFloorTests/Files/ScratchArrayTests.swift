import RepriseFloor
import Testing

/// An array that is partly in a file is as one that is not.
@Suite struct ScratchArrayTests {
    private struct Pair: BitwiseCopyable, Hashable {
        var number: UInt64
        var mark: UInt8
    }

    /// Changes both arrays in the same way, over and over; most changes are near to the end.
    private static func change(
        _ scratch: inout ScratchArray<Pair>,
        _ plain: inout [Pair],
        _ random: inout SeededGenerator,
        times: Int
    ) {
        for _ in 0..<times {
            let pair = Pair(
                number: random.next(),
                mark: UInt8.random(in: 0...255, using: &random)
            )
            if plain.isEmpty || Int.random(in: 0..<4, using: &random) > 0 {
                scratch.append(pair)
                plain.append(pair)
            } else {
                let reach = Bool.random(using: &random) ? plain.count : min(plain.count, 10)
                let index = plain.count - 1 - Int.random(in: 0..<reach, using: &random)
                scratch[index] = pair
                plain[index].mark = pair.mark
                plain[index].number = pair.number
                scratch[index].mark = pair.mark
            }
        }
    }

    @Test(arguments: [0, 16, 1_000, 100_000, 1 << 30])
    func `It holds what an array holds`(memoryLimit: Int) {
        var random = SeededGenerator(seed: UInt64(memoryLimit))
        var (scratch, plain) = (ScratchArray<Pair>(memoryLimit: memoryLimit), [Pair]())
        #expect(scratch.isEmpty)
        for _ in 0..<20 {
            Self.change(&scratch, &plain, &random, times: 2_000)
            #expect(scratch.count == plain.count)
            #expect(scratch.last == plain.last)
            for _ in 0..<200 {
                let index = Int.random(in: plain.indices, using: &random)
                #expect(scratch[index] == plain[index])
            }
        }
        #expect(scratch.elementsEqual(plain))
        #expect(scratch.reversed().elementsEqual(plain.reversed()))
    }

    @Test(arguments: [0, 1 << 30])
    func `Copies are changed apart`(memoryLimit: Int) {
        var random = SeededGenerator(seed: 7)
        var (scratch, plain) = (ScratchArray<Pair>(memoryLimit: memoryLimit), [Pair]())
        Self.change(&scratch, &plain, &random, times: 30_000)
        var (other, otherPlain) = (scratch, plain)
        #expect(other == scratch)
        Self.change(&scratch, &plain, &random, times: 3_000)
        #expect(other != scratch)
        #expect(other.elementsEqual(otherPlain))
        Self.change(&other, &otherPlain, &random, times: 3_000)
        #expect(scratch.elementsEqual(plain))
        #expect(other.elementsEqual(otherPlain))
    }

    @Test(arguments: [0, 1 << 30])
    func `It begins with one element several times`(memoryLimit: Int) {
        var scratch = ScratchArray(repeating: UInt32(7), count: 70_000, memoryLimit: memoryLimit)
        #expect(scratch.count == 70_000)
        #expect(scratch.allSatisfy { $0 == 7 })
        scratch[69_999] = 8
        scratch[0] = 9
        #expect(scratch.first == 9)
        #expect(scratch.last == 8)
        #expect(scratch.dropFirst().dropLast().allSatisfy { $0 == 7 })
    }

    @Test func `Equal arrays are equal wherever they are`() {
        var (near, far) = (ScratchArray<UInt64>(), ScratchArray<UInt64>(memoryLimit: 0))
        for number in 0..<10_000 as Range<UInt64> {
            near.append(number)
            far.append(number)
        }
        #expect(near == far)
        #expect(near.hashValue == far.hashValue)
    }
}
