import RepriseFloor
import Testing

@Suite struct FIFOTests {
    @Test func `First in, first out, however it is mixed`() {
        var queue = FIFO<Int>()
        var model: [Int] = []
        for step in 0..<5_000 {
            if step % 7 < 4 {
                queue.append(step)
                model.append(step)
            } else {
                #expect(queue.popFirst() == (model.isEmpty ? nil : model.removeFirst()))
            }
            #expect(queue.count == model.count)
            #expect(queue.isEmpty == model.isEmpty)
            #expect(queue.first == model.first)
        }
        #expect(queue.elements == model)
        for value in model { #expect(queue.popFirst() == value) }
        #expect(queue.popFirst() == nil)
    }

    @Test func `An element from the middle is taken out and leaves the order`() {
        var queue = FIFO<Int>()
        for value in 0..<10 { queue.append(value) }
        #expect(queue.popFirst() == 0)
        #expect(queue[0] == 1)
        #expect(queue[8] == 9)
        #expect(queue[9] == nil)
        #expect(queue[-1] == nil)
        #expect(queue.popFirst { $0.isMultiple(of: 4) } == 4)
        #expect(queue.popFirst { $0 > 100 } == nil)
        #expect(queue.remove(at: 6) == 8)
        #expect(queue.remove(at: 0) == 1)
        #expect(queue.remove(at: 6) == nil)
        #expect(queue.remove(at: -1) == nil)
        #expect(queue.elements == [2, 3, 5, 6, 7, 9])
    }

    @Test func `What was taken is let go at once`() {
        final class Thing {}
        var queue = FIFO<Thing>()
        weak var thing: Thing?
        do {
            let first = Thing()
            thing = first
            queue.append(first)
            queue.append(Thing())
        }
        #expect(thing != nil)
        _ = queue.popFirst()
        #expect(thing == nil)
    }
}
