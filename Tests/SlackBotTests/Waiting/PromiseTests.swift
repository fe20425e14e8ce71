import Interleaving
import RepriseLocking
import RepriseTestSupport
import SlackTransport
import Testing

@testable import SlackBot

@Suite(.timeLimit(.generous)) struct `A promise` {
    @Test func `gives its first value to everybody, before and after it was set`() throws {
        let values = try simulate { _ in
            let promise = Promise<Int>()
            async let early = promise.wait()
            async let alsoEarly = promise.wait()
            await Task.yield()
            let first = promise.resolve(1)
            let second = promise.resolve(2)
            return [
                await early, await alsoEarly, await promise.wait(), first ? 10 : 0, second ? 20 : 0,
            ]
        }
        #expect(values == [1, 1, 1, 10, 0])
    }

    @Test func `waits no longer when its task is cancelled, before or after it began to wait`()
        throws
    {
        let values = try simulate { _ in
            let promise = Promise<Int>()
            return await withTaskGroup(of: Int?.self) { group in
                group.addTask { await promise.wait() }
                await Task.yield()
                group.cancelAll()
                group.addTask { await promise.wait() }
                var values: [Int?] = []
                for await value in group { values.append(value) }
                return values
            }
        }
        #expect(values == [nil, nil])
    }

    @Test func `keeps a value for a task that was cancelled after it was set`() throws {
        let value = try simulate { _ in
            let promise = Promise<Int>()
            promise.resolve(7)
            return await withTaskGroup(of: Int?.self) { group in
                group.cancelAll()
                group.addTask { await promise.wait() }
                return await group.next() ?? nil
            }
        }
        #expect(value == 7)
    }

    @Test func `sets itself to the fallback when the time is over, and not before`() throws {
        try simulate { world in
            let late = Promise<String>()
            let value = await late.wait(for: .seconds(3), on: world.clock, orResolveTo: "late")
            #expect(value == "late")
            #expect(world.clock.now == .seconds(3))

            let early = Promise<String>()
            async let waiting = early.wait(for: .seconds(3), on: world.clock, orResolveTo: "late")
            try await world.wait(.seconds(2))
            early.resolve("early")
            #expect(await waiting == "early")
            #expect(world.clock.now == .seconds(5), "the timer was given up with the wait")
        }
    }

    @Test func `survives resolving and cancelling from many threads at once`() async {
        for _ in 0..<200 {
            let promise = Promise<Int>()
            let ends = await withTaskGroup(of: Int.self) { group in
                for index in 0..<8 {
                    group.addTask {
                        if index == 3 { promise.resolve(1) }
                        return await promise.wait() ?? 0
                    }
                }
                group.addTask {
                    await withTaskGroup(of: Int.self) { inner in
                        inner.addTask { await promise.wait() ?? 0 }
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
}

@Suite(.timeLimit(.generous)) struct `A mailbox` {
    @Test func `hands everything out in order and then ends`() throws {
        let values = try simulate { _ in
            let mailbox = Mailbox<Int>()
            async let read = {
                var values: [Int] = []
                while let value = await mailbox.next() { values.append(value) }
                return values
            }()
            mailbox.post(1)
            await Task.yield()
            await Task.yield()
            mailbox.post(2)
            mailbox.post(3)
            mailbox.finish()
            mailbox.post(4)
            return await read
        }
        #expect(values == [1, 2, 3])
    }
}

@Suite(.timeLimit(.generous)) struct `A queue` {
    @Test func `is first in, first out, however it is mixed, and keeps no dead half`() {
        var queue = Queue<Int>()
        var model: [Int] = []
        for step in 0..<5_000 {
            if step % 7 < 4 {
                queue.append(step)
                model.append(step)
            } else {
                #expect(queue.popFirst() == (model.isEmpty ? nil : model.removeFirst()))
            }
            #expect(queue.count == model.count)
            #expect(queue.first == model.first)
        }
        #expect(queue.contents == model)
    }
}
