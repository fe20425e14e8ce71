extension Program {
    /// The concurrency-software family of SCTBench.
    static let cs: [Program] =
        [
            account, bluetoothDriver, carter01, circularBuffer, deadlock01, lazy01, queue, stack,
            tokenRing,
        ]
        + [(2, 1), (3, 1), (4, 1), (9, 1), (10, 10), (49, 1), (99, 1)].map(reorder)
        + [(1, 1), (19, 1), (49, 1), (99, 1)].map(twoStage)
        + [(7, "wronglock"), (3, "wronglock_3")].map(wrongLock)
}

// MARK: - Checks that the order of threads breaks

extension Program {
    private static let account = Program("account", .cs, .brokenPromise) { version, promise in
        let (x, y, z) = (1, 2, 4)
        let mutex = Lock()
        let balance = Shared(x)
        let (isDeposited, isWithdrawn) = (Shared(false), Shared(false))
        let due = version == .published ? x - y - z : x + y - z
        await threads(
            {
                await mutex.lock()
                if await isDeposited.read(), await isWithdrawn.read() {
                    promise.check(await balance.read() == due, "the balance is not what is due")
                }
                await mutex.unlock()
            },
            {
                await mutex.lock()
                await balance.add(y)
                await isDeposited.write(true)
                await mutex.unlock()
            },
            {
                await mutex.lock()
                await balance.add(-z)
                await isWithdrawn.write(true)
                await mutex.unlock()
            }
        )
    }

    private static let bluetoothDriver = Program("bluetooth_driver", .cs, .brokenPromise) {
        version,
        promise in
        let pendingIO = Shared(1)
        let (isStopping, mayStop, hasStopped) = (Shared(false), Shared(false), Shared(false))
        @Sendable func decrement() async {
            let left = await pendingIO.update { count in
                count -= 1
                return count
            }
            if left == 0 { await mayStop.write(true) }
        }
        @Sendable func increment() async -> Bool {
            if version == .published, await isStopping.read() { return false }
            await pendingIO.update { $0 += 1 }
            guard version == .corrected else { return true }
            return await !isStopping.read()
        }
        await threads(
            {
                await isStopping.write(true)
                await decrement()
                if await mayStop.read() { await hasStopped.write(true) }
            },
            {
                if await increment() {
                    promise.check(
                        await !hasStopped.read(),
                        "the driver worked after it had stopped"
                    )
                }
                await decrement()
            }
        )
    }

    private static let lazy01 = Program("lazy01", .cs, .brokenPromise) { version, promise in
        let mutex = Lock()
        let data = Shared(0)
        let limit = version == .published ? 2 : 3
        await threads(
            { await mutex.withLock { await data.add(1) } },
            { await mutex.withLock { await data.add(2) } },
            {
                await mutex.withLock {
                    promise.check(
                        await data.read() <= limit,
                        "both had added before they were read"
                    )
                }
            }
        )
    }

    private static let tokenRing = Program("token_ring", .cs, .brokenPromise) { version, promise in
        struct Ring {
            var (x1, x2, x3) = (1, 2, 1)
            var passed = 0

            mutating func first() { (x1, passed) = ((x3 + 1) % 4, passed + 1) }
            mutating func second() { (x2, passed) = (x1, passed + 1) }
            mutating func third() { (x3, passed) = (x2, passed + 1) }
            var isConsistent: Bool { passed < 3 || x1 == x2 && x2 == x3 }
        }
        let ring = Shared(Ring())
        @Sendable func check() async {
            promise.check(
                await ring.update { $0.isConsistent },
                "the ring holds more than one token"
            )
        }
        if version == .corrected {
            return await threads(
                {
                    await ring.update { $0.first() }
                    await ring.update { $0.second() }
                    await ring.update { $0.third() }
                },
                check
            )
        }
        await threads(
            { await ring.update { $0.first() } },
            { await ring.update { $0.second() } },
            { await ring.update { $0.third() } },
            check
        )
    }

    private static func reorder(_ setters: Int, _ checkers: Int) -> Program {
        Program("reorder_\(setters + checkers)", .cs, .brokenPromise) { version, promise in
            let (a, b) = (Shared(0), Shared(0))
            let mutex = Lock()
            let isMended = version == .corrected
            let set: @Sendable () async -> Void = {
                if isMended { await mutex.lock() }
                await a.write(1)
                await b.write(-1)
                if isMended { await mutex.unlock() }
            }
            let check: @Sendable () async -> Void = {
                if isMended { await mutex.lock() }
                let isUntouched = await a.read() == 0 ? await b.read() == 0 : false
                if !isUntouched {
                    let isSet = await a.read() == 1 ? await b.read() == -1 : false
                    promise.check(isSet, "one was seen written and the other not")
                }
                if isMended { await mutex.unlock() }
            }
            await threads(
                Array(repeating: set, count: setters) + Array(repeating: check, count: checkers)
            )
        }
    }

    private static func twoStage(_ writers: Int, _ readers: Int) -> Program {
        let threadCount = writers + readers
        let name = threadCount == 2 ? "twostage" : "twostage_\(threadCount)"
        return Program(name, .cs, .brokenPromise) { version, promise in
            let (first, second) = (Shared(0), Shared(0))
            let (firstLock, secondLock) = (Lock(), Lock())
            let isMended = version == .corrected
            let write: @Sendable () async -> Void = {
                await firstLock.lock()
                await first.write(1)
                if !isMended { await firstLock.unlock() }
                await secondLock.lock()
                await second.write(await first.read() + 1)
                await secondLock.unlock()
                if isMended { await firstLock.unlock() }
            }
            let read: @Sendable () async -> Void = {
                await firstLock.lock()
                if await first.read() == 0 { return await firstLock.unlock() }
                let seen = await first.read()
                await firstLock.unlock()
                await secondLock.lock()
                let next = await second.read()
                await secondLock.unlock()
                promise.check(next == seen + 1, "the second stage was not done")
            }
            await threads(
                Array(repeating: write, count: writers) + Array(repeating: read, count: readers)
            )
        }
    }

    private static func wrongLock(_ others: Int, _ name: String) -> Program {
        Program(name, .cs, .brokenPromise) { version, promise in
            let data = Shared(0)
            let right = Lock()
            let wrong = version == .published ? Lock() : right
            let count: @Sendable () async -> Void = {
                await right.lock()
                let before = await data.read()
                await data.add(1)
                promise.check(await data.read() == before + 1, "somebody else counted meanwhile")
                await right.unlock()
            }
            let disturb: @Sendable () async -> Void = { await wrong.withLock { await data.add(1) } }
            await threads([count] + Array(repeating: disturb, count: others))
        }
    }
}

// MARK: - Deadlocks

extension Program {
    private static let carter01 = Program("carter01", .cs, .deadlock) { version, _ in
        let room = Lock()
        let doorA = Lock()
        let doorB = version == .published ? doorA : Lock()
        @Sendable func visit(_ door: Lock, _ inside: Shared<Int>) async {
            await door.lock()
            await inside.add(1)
            if await inside.read() == 1 { await room.lock() }
            await door.unlock()
            await door.lock()
            await inside.add(-1)
            if await inside.read() == 0 { await room.unlock() }
            await door.unlock()
        }
        let (a, b) = (Shared(0), Shared(0))
        await threads({ await visit(doorA, a) }, { await visit(doorB, b) }, {}, {})
    }

    private static let deadlock01 = Program("deadlock01", .cs, .deadlock) { version, _ in
        let (a, b) = (Lock(), Lock())
        let counter = Shared(1)
        let (outer, inner) = version == .published ? (b, a) : (a, b)
        await threads(
            { await a.withLock { await b.withLock { await counter.add(1) } } },
            { await outer.withLock { await inner.withLock { await counter.add(-1) } } }
        )
    }
}

// MARK: - Buffers

extension Program {
    private static let circularBuffer = Program("circular_buffer", .cs, .brokenPromise) {
        version,
        promise in
        let rounds = 7
        let mutex = Lock()
        let buffer = Shared([Int](repeating: 0, count: 10))
        let (first, next) = (Shared(0), Shared(0))
        let (maySend, mayReceive) = (Shared(true), Shared(false))
        await threads(
            {
                for round in 0..<rounds {
                    await mutex.lock()
                    if await maySend.read() {
                        let place = await next.read()
                        await buffer.update { $0[place] = round }
                        await next.write((place + 1) % 10)
                        await maySend.write(false)
                        await mayReceive.write(true)
                    }
                    await mutex.unlock()
                }
            },
            {
                var last = -1
                for round in 0..<rounds {
                    await mutex.lock()
                    if await mayReceive.read() {
                        var element = -1
                        if await next.read() > 0 {
                            let place = await first.read()
                            await first.write(place + 1)
                            element = await buffer.update { $0[place] }
                        }
                        let isDue = version == .published ? element == round : element > last
                        promise.check(isDue, "what was received is not what was due")
                        last = element
                        await mayReceive.write(false)
                        await maySend.write(true)
                    }
                    await mutex.unlock()
                }
            }
        )
    }

    private static let queue = Program("queue", .cs, .brokenPromise) { version, promise in
        let size = 20
        let mutex = Lock()
        let elements = Shared([Int](repeating: 0, count: size + 1))
        let stored = Shared([Int](repeating: 0, count: size + 1))
        let (head, tail) = (Shared(0), Shared(0))
        let (mayEnqueue, mayDequeue) = (Shared(true), Shared(false))
        @Sendable func enqueue(_ value: Int, storedAt place: Int) async {
            let end = await tail.read()
            await elements.update { $0[end] = value }
            await tail.write(end == size ? 1 : end + 1)
            await stored.update { $0[place] = value }
        }
        await threads(
            {
                await mutex.withLock { await enqueue(0, storedAt: 0) }
                var value = 0
                for round in 0..<size - 1 {
                    await mutex.lock()
                    if await mayEnqueue.read() {
                        value += 1
                        await enqueue(value, storedAt: version == .published ? round + 1 : value)
                        await mayEnqueue.write(false)
                        await mayDequeue.write(true)
                    }
                    await mutex.unlock()
                }
            },
            {
                var taken = 0
                for round in 0..<size {
                    await mutex.lock()
                    if await mayDequeue.read() {
                        let start = await head.read()
                        let element = await elements.update { $0[start] }
                        await head.write(start == size ? 1 : start + 1)
                        let place = version == .published ? round : taken
                        let due = await stored.update { $0[place] }
                        promise.check(element == due, "what was taken is not what was stored")
                        taken += 1
                        await mayDequeue.write(false)
                        await mayEnqueue.write(true)
                    }
                    await mutex.unlock()
                }
            }
        )
    }

    private static let stack = Program("stack", .cs, .brokenPromise) { version, promise in
        let size = 10
        let mutex = Lock()
        let top = Shared(0)
        let elements = Shared([Int](repeating: 0, count: size))
        let flag = Shared(false)
        await threads(
            {
                for round in 0..<size {
                    await mutex.lock()
                    let isFull = await top.read() == size
                    promise.check(!isFull, "pushed onto a full stack")
                    if !isFull {
                        let place = await top.read()
                        await elements.update { $0[place] = round }
                        await top.add(1)
                    }
                    await flag.write(true)
                    await mutex.unlock()
                }
            },
            {
                for _ in 0..<size {
                    await mutex.lock()
                    if await flag.read() {
                        let isEmpty = await top.read() == 0
                        promise.check(
                            !isEmpty || version == .corrected,
                            "popped off an empty stack"
                        )
                        if !isEmpty {
                            await top.add(-1)
                            let place = await top.read()
                            await elements.update { _ = $0[place] }
                        }
                    }
                    await mutex.unlock()
                }
            }
        )
    }
}
