// Kernels whose tasks wait for a channel that nobody will use again.

extension Program {
    private static func kernel(
        _ name: String,
        _ body: @escaping @Sendable (Version) async -> Void
    ) -> Program {
        Program(name, .goKerBlocking, .deadlock) { version, _ in await body(version) }
    }

    static let byChannels: [Program] = [
        cockroach2448, etcd6873, etcd7443, grpc660, grpc1353, grpc1460, kubernetes1321,
        kubernetes6632, kubernetes10182, moby28462, serving2137, syncthing5795,
    ]

    /// The consumer of events hands back a callback that only the producer would take, which waits for an event of its own to be consumed.
    private static let cockroach2448 = kernel("cockroach2448") { version in
        let (events, callbacks) = (Channel<Int>(version == .published ? 0 : 4), Channel<Int>())
        await threads(
            {
                for _ in 0..<2 {
                    await events.receive()
                    await callbacks.send(0)
                }
            },
            {
                var (sent, called) = (0, 0)
                while called < 2 {
                    let isReady = await select(
                        [.receive(from: callbacks)],
                        orElse: sent < 2
                    )
                    if isReady != nil {
                        called += 1
                    } else {
                        sent += 1
                        await events.send(sent)
                    }
                }
            }
        )
    }

    /// A broadcast is stopped under the lock that its last update needs.
    private static let etcd6873 = kernel("etcd6873") { version in
        let mutex = Lock()
        let (updates, done) = (Channel<Int>(1), Channel<Int>())
        await threads(
            {
                while await updates.receive() != nil { await mutex.withLock {} }
                await done.close()
            },
            {
                _ = await select([.send(0, to: updates)], orElse: true)
                await mutex.lock()
                await updates.close()
                if version == .corrected { await mutex.unlock() }
                await done.receive()
                if version == .published { await mutex.unlock() }
            }
        )
    }

    /// A balancer tells of an address with its lock held, to a watcher that takes connections down, for which it needs that lock.
    private static let etcd7443 = kernel("etcd7443") { version in
        let (balancer, connections) = (Lock(), Lock())
        let notices = Channel<Int>(1)
        let (isClosed, pinned) = (Shared(false), Shared(0))
        @Sendable func notify(_ addresses: Int) async {
            if version == .published { return _ = await notices.send(addresses) }
            _ = await select([.send(addresses, to: notices)], orElse: true)
        }
        @Sendable func up(_ address: Int) async {
            await balancer.lock()
            if await !isClosed.read(), await pinned.read() == 0 {
                await pinned.write(address)
                await notify(1)
            }
            await balancer.unlock()
        }
        @Sendable func down(_ address: Int) async {
            await balancer.lock()
            if await pinned.read() == address {
                await pinned.write(0)
                if await !isClosed.read() { await notify(3) }
            }
            await balancer.unlock()
        }
        await threads(
            {
                while let count = await notices.receive() {
                    await connections.withLock {}
                    for address in 1...count { await down(address) }
                }
            },
            { await up(1) },
            { await up(2) },
            {
                await connections.withLock {}
                await balancer.lock()
                await isClosed.write(true)
                await notices.close()
                await balancer.unlock()
            }
        )
    }

    /// A client is stopped while a call of its own is about to say that it is done.
    private static let grpc660 = kernel("grpc660") { version in
        let stop = Channel<Bool>()
        await threads(
            {
                let done = Channel<Bool>(version == .published ? 0 : 1)
                await threads(
                    { await done.send(true) },
                    { _ = await select([.receive(from: stop), .receive(from: done)]) }
                )
            },
            { _ = await select([.send(true, to: stop)], orElse: true) }
        )
    }

    /// Addresses are watched with a lock held that whoever reads them needs to take a connection down.
    private static let grpc1353 = kernel("grpc1353") { version in
        let mutex = Lock()
        let addresses = Channel<Bool>(version == .published ? 0 : 4)
        await threads(
            {
                for _ in 0..<4 { await mutex.withLock { await addresses.send(true) } }
                await addresses.close()
            },
            {
                while await addresses.receive() != nil {
                    for _ in 0..<2 { await mutex.withLock {} }
                }
            }
        )
    }

    /// A connection sleeps under its lock until there is a stream, which cannot be made without that lock.
    private static let grpc1460 = kernel("grpc1460") { version in
        let mutex = Lock()
        let awaken = Channel<Int>(version == .published ? 0 : 1)
        let streams = Shared(0)
        await threads(
            {
                await mutex.lock()
                let isIdle = await streams.read() < 1
                if version == .corrected { await mutex.unlock() }
                if isIdle { await awaken.receive() }
                if version == .published { await mutex.unlock() }
            },
            {
                await mutex.lock()
                await streams.add(1)
                _ = await select([.send(0, to: awaken)], orElse: true)
                await mutex.unlock()
            }
        )
    }

    /// A watcher is stopped while an event is on its way to it under the lock that stopping needs.
    private static let kubernetes1321 = kernel("kubernetes1321") { version in
        let (mux, map) = (Lock(), Lock())
        let (result, stop) = (Channel<Int>(), Channel<Int>())
        let isWatching = Shared(false)
        await threads(
            {
                for _ in 0..<3 {
                    await mux.lock()
                    await map.lock()
                    if await isWatching.read() {
                        let stopped: [SelectCase] =
                            version == .corrected ? [.receive(from: stop)] : []
                        _ = await select([.send(0, to: result)] + stopped)
                    }
                    await map.unlock()
                    await mux.unlock()
                }
            },
            {
                await map.withLock { await isWatching.write(true) }
                if version == .corrected { await stop.close() }
                await mux.lock()
                await isWatching.write(false)
                await mux.unlock()
            }
        )
    }

    /// A frame waits for a channel with the lock that its monitor needs to close the channel.
    private static let kubernetes6632 = kernel("kubernetes6632") { version in
        let writing = Lock()
        let (reset, close) = (Channel<Bool>(version == .published ? 0 : 1), Channel<Bool>())
        let isOpen = Shared(true)
        await threads(
            { await close.send(true) },
            {
                await close.receive()
                await writing.lock()
                await reset.close()
                await isOpen.write(false)
                await writing.unlock()
            },
            {
                await writing.lock()
                if await isOpen.read() { await reset.send(true) }
                await writing.unlock()
            }
        )
    }

    /// A status is sent with the lock held that its receiver takes before it looks again.
    private static let kubernetes10182 = kernel("kubernetes10182") { version in
        let statuses = Lock()
        let channel = Channel<Bool>(version == .published ? 0 : 2)
        let set: @Sendable () async -> Void = {
            _ = await statuses.withLock { await channel.send(true) }
        }
        await threads(
            {
                for _ in 0..<2 {
                    await channel.receive()
                    await statuses.withLock {}
                }
            },
            set,
            set
        )
    }

    /// A monitor is told to stop by somebody who holds the lock that its probe waits for.
    private static let moby28462 = kernel("moby28462") { version in
        let container = Lock()
        let stop = Channel<Int>(version == .published ? 0 : 1)
        await threads(
            {
                while await select([.receive(from: stop)], orElse: true) == nil {
                    await container.withLock {}
                }
            },
            { _ = await container.withLock { await stop.send(0) } }
        )
    }

    /// Two requests of which one may be active: the one that is waited for first need not be the one that got in first.
    private static let serving2137 = kernel("serving2137") { version in
        let (pending, active) = (Channel<Int>(2), Channel<Int>(version == .published ? 1 : 2))
        let requests = (0..<2).map { _ in (lock: Lock(), accepted: Channel<Bool>(1)) }
        let serve = requests.map { request in
            { @Sendable in
                await pending.send(0)
                await active.send(0)
                await request.lock.withLock {}
                await active.receive()
                await pending.receive()
                await request.accepted.send(true)
            }
        }
        for request in requests { await request.lock.lock() }
        await threads(
            serve + [
                {
                    for request in requests {
                        await request.lock.unlock()
                        await request.accepted.receive()
                    }
                }
            ]
        )
    }

    /// A connection is closed by the loop that closing waits for.
    private static let syncthing5795 = kernel("syncthing5795") { version in
        let (inbox, closed, stopped) = (Channel<Int>(), Channel<Int>(), Channel<Int>())
        await threads(
            {
                if await inbox.receive() != nil {
                    await closed.close()
                    if version == .published { await stopped.receive() }
                }
                await stopped.close()
            },
            { await closed.receive() },
            {
                await inbox.send(0)
                await stopped.receive()
            }
        )
    }
}
