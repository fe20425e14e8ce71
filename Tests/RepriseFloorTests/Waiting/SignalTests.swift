import Interleaving
import RepriseFloor
import RepriseTestSupport
import Testing

@Suite(.timeLimit(.generous)) struct SignalTests {
    @Test
    func `What was raised before the wait is not missed, and what was seen is not seen again`()
        throws
    {
        let run = Simulation().run {
            let signal = Signal()
            let seen = signal.generation
            signal.raise()
            await signal.wait(since: seen)
            async let later: Void = signal.wait(since: signal.generation)
            for _ in 0..<10 { await Task.yield() }
            signal.raise()
            await later
            return signal.generation - seen
        }
        #expect(try run.result == 2)
    }

    @Test func `It is raised for everybody who waits, in their order`() throws {
        let order = Locked<[Int]>([])
        let run = Simulation().run {
            let signal = Signal()
            await withTaskGroup(of: Void.self) { group in
                for number in 1...3 {
                    group.addTask {
                        await signal.wait(since: 0)
                        order.withLock { $0.append(number) }
                    }
                    await Task.yield()
                }
                #expect(order.withLock { $0.isEmpty })
                signal.raise()
            }
        }
        try run.result
        #expect(order.withLock { $0 } == [1, 2, 3])
    }

    @Test func `Cancellation ends one wait and leaves the others, and those who wait uncancelled`()
        throws
    {
        let ended = Locked<[String]>([])
        let run = Simulation().run {
            let signal = Signal()
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    await signal.wait(since: 0)
                    ended.withLock { $0.append("raised") }
                }
                await withTaskGroup(of: Void.self) { inner in
                    inner.addTask {
                        await signal.wait(since: 0)
                        ended.withLock { $0.append("cancelled") }
                    }
                    inner.cancelAll()
                }
                await withTaskGroup(of: Void.self) { inner in
                    inner.addTask {
                        await signal.waitUncancelled(since: 0)
                        ended.withLock { $0.append("uncancelled") }
                    }
                    inner.cancelAll()
                    for _ in 0..<10 { await Task.yield() }
                    ended.withLock { $0.append("raise") }
                    signal.raise()
                }
            }
        }
        try run.result
        let ends = ended.withLock { $0 }
        #expect(ends.prefix(2) == ["cancelled", "raise"])
        #expect(Set(ends.dropFirst(2)) == ["raised", "uncancelled"])
    }

    @Test func `A state that many threads change and await is never missed`() async {
        let signal = Signal()
        let count = Locked(0)
        await withTaskGroup(of: Void.self) { group in
            for goal in 1...8 {
                group.addTask {
                    while true {
                        let seen = signal.generation
                        if count.withLock({ $0 >= goal * 100 }) { return }
                        await signal.wait(since: seen)
                    }
                }
            }
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<200 {
                        count.withLock { $0 += 1 }
                        signal.raise()
                    }
                }
            }
        }
        #expect(count.withLock { $0 } == 800)
    }
}
