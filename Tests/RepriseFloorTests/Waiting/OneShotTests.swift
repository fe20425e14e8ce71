import Interleaving
import RepriseFloor
import RepriseTestSupport
import Testing

@Suite(.timeLimit(.generous)) struct OneShotTests {
    @Test
    func `Its first value goes to everybody who waits, in their order, and to all who come later`()
        throws
    {
        let order = Locked<[Int]>([])
        let run = Simulation().run {
            let oneShot = OneShot<Int>()
            await withTaskGroup(of: Void.self) { group in
                for number in 1...3 {
                    group.addTask {
                        let value = await oneShot.wait()
                        order.withLock { $0.append(number * 10 + (value ?? 0)) }
                    }
                    await Task.yield()
                }
                #expect(oneShot.value == nil)
                #expect(oneShot.resolve(7))
                #expect(!oneShot.resolve(8))
            }
            return (await oneShot.wait(), await oneShot.waitUncancelled(), oneShot.value)
        }
        let late = try run.result
        #expect(order.withLock { $0 } == [17, 27, 37])
        #expect(late.0 == 7 && late.1 == 7 && late.2 == 7)
    }

    @Test(arguments: 0..<20)
    func `Who is cancelled before or while waiting goes on without a value, and nobody else does`(
        _ seed: UInt64
    ) throws {
        let run = Simulation(schedule: .seeded(seed)).run {
            let oneShot = OneShot<Int>()
            async let patient = oneShot.wait()
            let cancelled = await withTaskGroup(of: Int?.self) { group in
                group.addTask { await oneShot.wait() }
                await Task.yield()
                group.cancelAll()
                group.addTask { await oneShot.wait() }
                return await group.reduce(into: []) { $0.append($1) }
            }
            oneShot.resolve(1)
            return (cancelled, await patient)
        }
        let (cancelled, patient) = try run.result
        #expect(cancelled == [nil, nil])
        #expect(patient == 1)
    }

    @Test func `A value that was there first is not lost by cancellation`() async {
        let oneShot = OneShot<Int>()
        oneShot.resolve(7)
        let value = await withTaskGroup(of: Int?.self) { group in
            group.cancelAll()
            group.addTask { await oneShot.wait() }
            return await group.next() ?? nil
        }
        #expect(value == 7)
    }

    @Test func `Who waits uncancelled is not moved by cancellation`() throws {
        let run = Simulation().run {
            let oneShot = OneShot<Int>()
            return await withTaskGroup(of: Int.self) { group in
                group.addTask { await oneShot.waitUncancelled() }
                group.cancelAll()
                for _ in 0..<10 { await Task.yield() }
                oneShot.resolve(3)
                return await group.next()
            }
        }
        #expect(try run.result == 3)
    }

    @Test func `A result is given or thrown`() async throws {
        let good = OneShot<Result<Int, Refusal>>()
        good.resolve(.success(1))
        #expect(try await good.get() == 1)
        let bad = OneShot<Result<Int, Refusal>>()
        bad.resolve(.failure(.late))
        await #expect(throws: Refusal.late) { try await bad.get() }
    }

    @Test func `Cancellation before, while and after waiting is told once and cleaned up once`()
        async
    {
        for yields in 0..<200 {
            let oneShot = OneShot<Result<Int, Refusal>>()
            let cleanUps = Locked(0)
            await withTaskGroup(of: Refusal?.self) { group in
                group.addTask {
                    do throws(Refusal) {
                        _ = try await oneShot.get(orWhenCancelled: .cancelled) {
                            cleanUps.withLock { $0 += 1 }
                        }
                        return nil
                    } catch {
                        return error
                    }
                }
                for _ in 0..<(yields % 4) { await Task.yield() }
                group.cancelAll()
                #expect(await group.next() == .cancelled)
            }
            #expect(
                !oneShot.resolve(.success(1)),
                "whoever resolves it learns that it was too late"
            )
            #expect(cleanUps.withLock { $0 } == 1)
        }
    }

    @Test func `A value and a cancellation at once: exactly one of them counts`() async {
        for _ in 0..<500 {
            let oneShot = OneShot<Int>()
            let cleanUps = Locked(0)
            await withTaskGroup(of: Int.self) { group in
                group.addTask {
                    await oneShot.wait(orWhenCancelled: -1) { cleanUps.withLock { $0 += 1 } }
                }
                await withTaskGroup(of: Bool.self) { giver in
                    giver.addTask { oneShot.resolve(1) }
                    group.cancelAll()
                    let wasGiven = await giver.next()
                    #expect(await group.next() == (wasGiven == true ? 1 : -1))
                    #expect(cleanUps.withLock { $0 } == (wasGiven == true ? 0 : 1))
                }
            }
        }
    }

    @Test func `Resolving, waiting and cancelling from many threads at once loses nobody`() async {
        for _ in 0..<200 {
            let oneShot = OneShot<Int>()
            let ends = await withTaskGroup(of: Int.self) { group in
                for index in 0..<8 {
                    group.addTask {
                        if index == 3 { oneShot.resolve(1) }
                        return await oneShot.wait() ?? 0
                    }
                }
                group.addTask {
                    await withTaskGroup(of: Int.self) { inner in
                        inner.addTask { await oneShot.wait() ?? 0 }
                        inner.cancelAll()
                        return await inner.next() ?? 0
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(ends.count == 9)
            #expect(ends.count { $0 == 1 } >= 8)
        }
    }

    @Test func `A wake before the wait is kept, and a second one does nothing`() async {
        let wakeup = Wakeup()
        wakeup.wake()
        wakeup.wake()
        await wakeup.wait()
        await wakeup.waitUncancelled()
    }
}

private enum Refusal: Error {
    case cancelled
    case late
}
