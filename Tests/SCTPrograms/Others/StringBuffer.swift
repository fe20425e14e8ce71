extension Program {
    /// Other programs of SCTBench.
    static let others = [stringBuffer, workStealQueue, quicksort, safeStack]

    /// The bug of `java.lang.StringBuffer.append` in JDK 1.4: the length of the other buffer is asked for, and its characters are copied, in
    /// two steps.
    private static let stringBuffer = Program("stringbuffer-jdk1.4", .others, .brokenPromise) {
        version,
        promise in
        let source = Buffer(count: 3)
        let target = Buffer(count: 0)
        await threads(
            {
                await source.erase(0, 3)
                await source.append(3)
            },
            {
                if version == .published {
                    await target.append(source, promise)
                } else {
                    await source.mutex.withLock { await target.append(source.count.read()) }
                }
            }
        )
    }

    /// How many characters there are; which, matters to nobody.
    private struct Buffer {
        let mutex = Lock()
        let count: Shared<Int>

        init(count: Int) {
            self.count = Shared(count)
        }

        func erase(_ start: Int, _ end: Int) async {
            await mutex.withLock {
                let end = min(end, await count.read())
                if end > start { await count.add(start - end) }
            }
        }

        func append(_ characters: Int) async {
            await mutex.withLock { await count.add(characters) }
        }

        func append(_ other: Buffer, _ promise: Promise) async {
            await mutex.withLock {
                let length = await other.mutex.withLock { await other.count.read() }
                await other.mutex.withLock {
                    promise.check(
                        length <= (await other.count.read()),
                        "characters were copied that are gone"
                    )
                }
                await count.add(length)
            }
        }
    }
}
