extension Program {
    /// The queue of the Cilk-5 runtime, as tested by Chess: its owner pushes and pops at one end, a thief takes from the other, and a push
    /// may overwrite what is just being taken, because it leaves no room of one.
    static let workStealQueue = Program("WorkStealQueue", .others, .any) { version, promise in
        let itemCount = 4
        let queue = StealingQueue(slack: version == .published ? 1 : 0)
        let items = (0..<itemCount).map { _ in Shared(0) }
        @Sendable func use(_ item: Int?) async {
            if let item, items.indices.contains(item) { await items[item].add(1) }
        }
        await threads(
            {
                for pair in 0..<itemCount / 2 {
                    await queue.push(2 * pair, promise)
                    await queue.push(2 * pair + 1, promise)
                    await use(await queue.pop())
                }
                for _ in 0..<itemCount / 2 { await use(await queue.pop()) }
            },
            { for _ in 0..<2 { await use(await queue.steal()) } }
        )
        promise.check(items.allSatisfy { $0.final == 1 }, "an item was used twice, or never")
    }

    private struct StealingQueue {
        private let mutex = Lock()
        private let head = Shared(0)
        private let tail = Shared(0)
        private let elements = Shared([-1, -1])
        /// How many places too many a push thinks that it has.
        private let slack: Int

        init(slack: Int) {
            self.slack = slack
        }

        private func element(_ place: Int) async -> Int {
            await elements.update { $0[place & ($0.count - 1)] }
        }

        func steal() async -> Int? {
            await mutex.lock()
            let first = await head.read()
            await head.write(first + 1)
            var taken: Int?
            if first < (await tail.read()) {
                taken = await element(first)
            } else {
                await head.write(first)
            }
            await mutex.unlock()
            return taken
        }

        func pop() async -> Int? {
            let last = await tail.read() - 1
            await tail.write(last)
            if await head.read() <= last { return await element(last) }
            await tail.write(last + 1)
            return await popAlone()
        }

        private func popAlone() async -> Int? {
            await mutex.lock()
            let last = await tail.read() - 1
            await tail.write(last)
            var taken: Int?
            if await head.read() <= last {
                taken = await element(last)
            } else {
                await tail.write(last + 1)
            }
            if await head.read() > last {
                await head.write(0)
                await tail.write(0)
                taken = nil
            }
            await mutex.unlock()
            return taken
        }

        func push(_ element: Int, _ promise: Promise) async {
            let end = await tail.read()
            let mask = await elements.update { $0.count - 1 }
            guard end < (await head.read()) + mask + slack else {
                return await pushAlone(element, promise)
            }
            await elements.update { $0[end & ($0.count - 1)] = element }
            await tail.write(end + 1)
        }

        private func pushAlone(_ element: Int, _ promise: Promise) async {
            await mutex.lock()
            let mask = await elements.update { $0.count - 1 }
            var first = await head.read()
            let count = await tail.read() - first
            first &= mask
            await head.write(first)
            await tail.write(first + count)
            if count >= mask {
                await elements.update { old in
                    let size = old.count
                    var new = [Int](repeating: -1, count: 2 * size)
                    for place in 0..<max(0, min(count, size)) {
                        new[place] = old[(first + place) & (size - 1)]
                    }
                    old = new
                }
                await head.write(0)
                await tail.write(count)
            }
            let size = await elements.update { $0.count }
            promise.check(count < size - 1, "there is no room for another element")
            let end = await tail.read()
            await elements.update { $0[end & ($0.count - 1)] = element }
            await tail.write(end + 1)
            await mutex.unlock()
        }
    }
}
