extension Program {
    /// Vyukov's lock-free stack over an array of links: three threads and at least five switches in the right places.
    static let safeStack = Program("SafeStack", .others, .brokenPromise) { version, promise in
        let threadCount = 3
        let stack = LinkedStack(threadCount)
        let mutex = Lock()
        await threads(
            (0..<threadCount).map { number in
                {
                    for _ in 0..<2 {
                        var element = -1
                        while element < 0 {
                            if version == .corrected { await mutex.lock() }
                            element = await stack.pop()
                            if version == .corrected { await mutex.unlock() }
                            if element < 0 { await Task.yield() }
                        }
                        await stack.values[element].write(number)
                        let isOwn = await stack.values[element].read() == number
                        promise.check(isOwn, "two threads hold one element")
                        if version == .corrected { await mutex.lock() }
                        await stack.push(element)
                        if version == .corrected { await mutex.unlock() }
                    }
                }
            }
        )
    }

    private struct LinkedStack {
        let head = Shared(0)
        let count: Shared<Int>
        let next: [Shared<Int>]
        let values: [Shared<Int>]

        init(_ size: Int) {
            count = Shared(size)
            next = (0..<size).map { Shared($0 + 1 < size ? $0 + 1 : -1) }
            values = (0..<size).map { _ in Shared(-1) }
        }

        /// An element, or −1 if at most one is left.
        func pop() async -> Int {
            while await count.read() > 1 {
                let first = await head.read()
                let second = await next[first].exchange(-1)
                guard second >= 0 else { continue }
                if await head.compareExchange(first, second).exchanged {
                    await count.update { $0 -= 1 }
                    return first
                }
                _ = await next[first].exchange(second)
            }
            return -1
        }

        func push(_ element: Int) async {
            var first = await head.read()
            while true {
                await next[element].write(first)
                let (exchanged, original) = await head.compareExchange(first, element)
                if exchanged { break }
                first = original
            }
            await count.update { $0 += 1 }
        }
    }
}
