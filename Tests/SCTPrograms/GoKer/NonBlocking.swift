// Kernels that go wrong without blocking: what Go's race detector or a panic would tell is a check here.

extension Program {
    private static func kernel(
        _ name: String,
        _ body: @escaping @Sendable (Version, Promise) async -> Void
    ) -> Program {
        Program(name, .goKerNonBlocking, .any, body)
    }

    static let goKerNonBlocking: [Program] = [
        cockroach4407, etcd9446, grpc1687, grpc1748, grpc3090, istio8144, istio8967,
        kubernetes82239, kubernetes88331, serving3068,
    ]

    /// A worker is counted after whoever waits for all workers has looked.
    private static let cockroach4407 = kernel("cockroach4407") { version, promise in
        let workers = WaitGroup()
        let (isStopped, server) = (Shared(false), Lock())
        let hasWaited = Shared(false)
        let gossip: @Sendable () async -> Void = {
            await server.lock()
            if version == .corrected, await isStopped.read() { return await server.unlock() }
            await workers.add(1)
            await server.unlock()
            promise.check(await !hasWaited.read(), "a worker works after all were waited for")
            await server.withLock {}
            await workers.done()
        }
        await threads(
            gossip,
            gossip,
            {
                await server.withLock { await isStopped.write(true) }
                await workers.wait()
                await hasWaited.write(true)
            }
        )
    }

    /// A buffer is emptied while it is read.
    private static let etcd9446 = kernel("etcd9446") { version, promise in
        let mutex = Lock()
        let (isResetting, keys) = (Shared(false), Shared(1))
        @Sendable func guarded(_ work: @Sendable () async -> Void) async {
            if version == .corrected { await mutex.lock() }
            await work()
            if version == .corrected { await mutex.unlock() }
        }
        await threads(
            {
                await guarded {
                    await isResetting.write(true)
                    await keys.write(0)
                    await isResetting.write(false)
                }
            },
            {
                await guarded {
                    promise.check(await !isResetting.read(), "a map was read while it was written")
                    _ = await keys.read()
                }
            }
        )
    }

    /// The writer of a status closes the channel that another writes to.
    private static let grpc1687 = kernel("grpc1687") { version, promise in
        let (writes, closed) = (Channel<Int>(), Channel<Int>())
        @Sendable func write() async {
            if await select([.receive(from: closed)], orElse: true) != nil { return }
            _ = await select([
                .send(0, to: writes) { promise.check($0, "sent on a closed channel") },
                .receive(from: closed),
            ])
        }
        await threads(
            { while await writes.receive() != nil {} },
            {
                await write()
                if version == .corrected {
                    await write()
                    return _ = await writes.close()
                }
                await threads({ await writes.close() }, { await write() })
            }
        )
    }

    /// A test sets the least time of a connection back while the connection still reads it.
    private static let grpc1748 = kernel("grpc1748") { version, promise in
        let (balancer, hasBalancer) = (Lock(), Shared(false))
        let least = Shared(10)
        let finished = WaitGroup(1)
        await threads(
            {
                for _ in 0..<3 {
                    await balancer.lock()
                    let isThere = await hasBalancer.read()
                    await balancer.unlock()
                    if isThere {
                        promise.check(
                            await least.read() == 10,
                            "the least time was set back under way"
                        )
                    }
                }
                await finished.done()
            },
            {
                await balancer.withLock { await hasBalancer.write(true) }
                if version == .corrected { await finished.wait() }
                await least.write(0)
            }
        )
    }

    /// A resolver is asked to resolve before it was stored.
    private static let grpc3090 = kernel("grpc3090") { version, promise in
        let mutex = Lock()
        let resolver = Shared(false)
        await threads({
            if version == .corrected { await mutex.lock() }
            let poll = Task.detached {
                await mutex.withLock {
                    promise.check(await resolver.read(), "there was no resolver yet")
                }
            }
            // What building takes.
            for _ in 0..<3 { await Task.yield() }
            await resolver.write(true)
            if version == .corrected { await mutex.unlock() }
            await poll.value
        })
    }

    /// A test counts callbacks of a cache that is looked through at an unknown time.
    private static let istio8144 = kernel("istio8144") { version, promise in
        let (entries, callbacks) = (Shared(0), Shared(0))
        let hasLooked = WaitGroup(1)
        let hasStored = WaitGroup(1)
        await threads(
            {
                if version == .corrected { await hasStored.wait() }
                for _ in 0..<(await entries.read()) { await callbacks.add(1) }
                await hasLooked.done()
            },
            {
                await entries.add(1)
                await hasStored.done()
                if version == .corrected { await hasLooked.wait() }
                promise.check(await callbacks.read() == 1, "not every callback was seen")
            }
        )
    }

    /// A source forgets the channel by which it is stopped while its loop looks for it.
    private static let istio8967 = kernel("istio8967") { version, _ in
        let done = Channel<Int>()
        let channel = Shared<Channel<Int>?>(done)
        await threads(
            {
                // To receive from no channel is to wait for ever.
                let stop = version == .corrected ? done : await channel.read() ?? Channel<Int>()
                await stop.receive()
            },
            {
                await channel.read()?.close()
                await channel.write(nil)
            }
        )
    }

    /// Annotations of a volume are copied while one is added.
    private static let kubernetes82239 = kernel("kubernetes82239") { version, promise in
        let (annotations, isStopped) = (Shared(2), Shared(false))
        let mutex = Lock()
        let isMended = version == .corrected
        await threads(
            {
                while await !isStopped.read() {
                    if isMended { await mutex.lock() }
                    let count = await annotations.read()
                    for _ in 0..<count { await Task.yield() }
                    let isSame = await annotations.read() == count
                    promise.check(isSame, "a map was written while it was copied")
                    if isMended { await mutex.unlock() }
                }
            },
            {
                for _ in 0..<6 { await Task.yield() }
                if isMended { await mutex.lock() }
                await annotations.add(1)
                if isMended { await mutex.unlock() }
                await isStopped.write(true)
            }
        )
    }

    /// The length of a heap is asked for without its lock, while an element is taken off.
    private static let kubernetes88331 = kernel("kubernetes88331") { version, promise in
        let mutex = Lock()
        let (length, isChanging) = (Shared(2), Shared(false))
        await threads(
            {
                await mutex.lock()
                await isChanging.write(true)
                await length.add(-1)
                await isChanging.write(false)
                await mutex.unlock()
            },
            {
                if version == .corrected { await mutex.lock() }
                _ = await length.read()
                promise.check(await !isChanging.read(), "a heap was read while it changed")
                if version == .corrected { await mutex.unlock() }
            }
        )
    }

    /// A pool is closed while work is still given to it.
    private static let serving3068 = kernel("serving3068") { version, promise in
        let work = Channel<Int>(5)
        let given = WaitGroup(3)
        await threads(
            { while await work.receive() != nil {} },
            {
                for _ in 0..<3 {
                    promise.check(await work.send(0), "sent on a closed channel")
                    await given.done()
                }
            },
            {
                if version == .corrected { await given.wait() }
                await work.close()
            }
        )
    }
}
