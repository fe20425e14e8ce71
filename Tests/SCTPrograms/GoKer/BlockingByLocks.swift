// Kernels whose tasks wait for each other's locks, or for their own. Who forgets to wait for a goroutine in Go waits for it here, so that one
// that is left behind shows as a deadlock.

extension Program {
    static let goKerBlocking = byLocks + byReadWriteLocks + byChannels

    private static func kernel(
        _ name: String,
        _ body: @escaping @Sendable (Version) async -> Void
    ) -> Program {
        Program(name, .goKerBlocking, .deadlock) { version, _ in await body(version) }
    }

    private static let byLocks: [Program] = [
        // A mutex is not given back where the gossip is closed.
        kernel("cockroach584") { version in
            let mutex = Lock()
            let isClosed = Shared(true)
            @Sendable func pass() async {
                await mutex.lock()
                if await isClosed.read(), version == .published { return }
                await mutex.unlock()
            }
            await threads({
                await pass()
                await pass()
            })
        },
        // Leases: one takes the cache and then the lease, the other the lease and then the cache.
        kernel("cockroach7504") { version in
            let (table, lease, cache) = (Lock(), Lock(), Lock())
            await threads(
                {
                    await cache.lock()
                    if version == .corrected { await cache.unlock() }
                    await lease.withLock {}
                    if version == .published { await cache.unlock() }
                },
                {
                    await table.withLock {
                        await lease.withLock { await cache.withLock {} }
                    }
                }
            )
        },
        // A log that fails to make its file takes its own lock again to say so.
        kernel("cockroach9935") { version in
            let mutex = Lock()
            @Sendable func exit() async { await mutex.withLock {} }
            await threads({
                await mutex.lock()
                if version == .published { await exit() }
                await mutex.unlock()
                if version == .corrected { await exit() }
            })
        },
        // Heartbeats hold the queue's lock and take each replica's, a tick holds the replica's and takes the queue's.
        kernel("cockroach10214") { version in
            let queue = Lock()
            let replicas = (0..<2).map { _ in (raft: Lock(), state: Lock()) }
            await threads(
                {
                    if version == .published { await queue.lock() }
                    for _ in 0..<2 {
                        for replica in replicas { await replica.raft.withLock {} }
                    }
                    if version == .published { await queue.unlock() }
                },
                {
                    await replicas[0].raft.withLock {
                        await replicas[0].state.withLock {
                            for _ in 0..<2 { await queue.withLock {} }
                        }
                    }
                }
            )
        },
        // A server that is stopped twice locks itself out.
        kernel("grpc795") { version in
            let mutex = Lock()
            let isDraining = Shared(false)
            @Sendable func stop() async {
                await mutex.lock()
                if await isDraining.read() {
                    if version == .published { await mutex.lock() }
                    return await mutex.unlock()
                }
                await isDraining.write(true)
                if version == .corrected { await mutex.unlock() }
            }
            await threads(
                { await mutex.withLock {} },
                { for _ in 0..<3 { await stop() } }
            )
        },
        // A device is taken with the set's lock held, and the set's lock let go and taken again with the device held.
        kernel("moby4951") { version in
            let (devices, device) = (Lock(), Lock())
            let delete: @Sendable () async -> Void = {
                if version == .corrected { await device.lock() }
                await devices.lock()
                if version == .published { await device.lock() }
                await devices.unlock()
                await Task.yield()
                await devices.lock()
                if version == .published { await device.unlock() }
                await devices.unlock()
                if version == .corrected { await device.unlock() }
            }
            await threads(delete, delete)
        },
        // A service takes its own lock twice.
        kernel("moby36114") { version in
            let mutex = Lock()
            await threads({
                await mutex.lock()
                if version == .published { await mutex.withLock {} }
                await mutex.unlock()
            })
        },
        // One lock for each address, waited for with the map's lock held, which giving it back needs as well.
        kernel("hugo3251") { version in
            let addresses = ReadWriteLock()
            let one = Lock()
            let fetch: @Sendable () async -> Void = {
                for _ in 0..<2 {
                    await addresses.lock()
                    if version == .published { await one.lock() }
                    await addresses.unlock()
                    if version == .corrected { await one.lock() }
                    await addresses.readLock()
                    await one.unlock()
                    await addresses.readUnlock()
                }
            }
            await threads(fetch, fetch, fetch)
        },
    ]

    private static let byReadWriteLocks: [Program] = [
        // A log is scanned under a reader's lock that is taken again within, and a writer comes between.
        kernel("cockroach3710") { version in
            let store = ReadWriteLock()
            let queue = Lock()
            await threads(
                {
                    await store.readLock()
                    for _ in 0..<2 {
                        await queue.lock()
                        if version == .published {
                            await store.readLock()
                            await store.readUnlock()
                        }
                        await queue.unlock()
                    }
                    await store.readUnlock()
                },
                {
                    await store.lock()
                    await store.unlock()
                }
            )
        },
        // A cache is printed under its reader's lock, and printing takes that again.
        kernel("cockroach6181") { version in
            let cache = ReadWriteLock()
            let look: @Sendable () async -> Void = {
                await cache.readLock()
                if version == .published {
                    await cache.readLock()
                    await cache.readUnlock()
                }
                await cache.readUnlock()
                await cache.lock()
                await cache.unlock()
            }
            await threads(look, look, look)
        },
        // A statement is run under a reader's lock and asks for the database's cache, under the same; the settings change.
        kernel("cockroach16167") { version in
            let settings = ReadWriteLock()
            await threads(
                {
                    await settings.lock()
                    await settings.unlock()
                },
                {
                    await settings.readLock()
                    if version == .published {
                        await settings.readLock()
                        await settings.readUnlock()
                    }
                    await settings.readUnlock()
                }
            )
        },
        // A client that is closed while somebody asks through it: the reader's lock is kept where it was found closed.
        kernel("etcd5509") { version in
            let client = ReadWriteLock()
            let remote = Lock()
            let isOpen = Shared(true)
            await threads(
                {
                    while true {
                        await client.readLock()
                        let isClosed = await !isOpen.read()
                        await remote.withLock {}
                        if isClosed {
                            if version == .corrected { await client.readUnlock() }
                            return
                        }
                        await client.readUnlock()
                    }
                },
                {
                    await client.lock()
                    await isOpen.write(false)
                    await client.unlock()
                    await client.lock()
                    await client.unlock()
                }
            )
        },
        // The processors of a container are read under a lock that reading takes again, and are set meanwhile.
        kernel("kubernetes62464") { version in
            let state = ReadWriteLock()
            @Sendable func read() async {
                await state.readLock()
                await state.readUnlock()
            }
            await threads(
                {
                    if version == .published { await state.readLock() }
                    await read()
                    await read()
                    if version == .published { await state.readUnlock() }
                },
                {
                    await read()
                    await state.lock()
                    await state.unlock()
                }
            )
        },
    ]
}
