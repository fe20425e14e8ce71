import RepriseFloor
import Testing

@Suite struct HeapTests {
    @Test(arguments: 0..<20 as Range<UInt64>)
    func `The least comes first, however it is mixed`(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var heap = Heap<Int>()
        var model: [Int] = []
        for _ in 0..<500 {
            if random.next(below: 3) > 0 {
                let value = random.next(below: 100)
                heap.insert(value)
                model.append(value)
                model.sort()
            } else {
                let least = model.isEmpty ? nil : model.removeFirst()
                #expect(heap.popFirst() == least)
            }
            #expect(heap.first == model.first)
            #expect(heap.isEmpty == model.isEmpty)
        }
        for value in model { #expect(heap.popFirst() == value) }
        #expect(heap.popFirst() == nil)
    }
}
