/// Who waits until somebody says that it may be worth another look.
struct Waiters {
    private var continuations: [UnsafeContinuation<Void, Never>] = []

    mutating func append(_ continuation: UnsafeContinuation<Void, Never>) {
        continuations.append(continuation)
    }

    mutating func wakeAll() {
        let woken = continuations
        continuations = []
        for continuation in woken { continuation.resume() }
    }

    mutating func wakeFirst() {
        if !continuations.isEmpty { continuations.removeFirst().resume() }
    }
}

/// A mutex: whoever waits may get it when it is free, in any order.
///
/// `@unchecked Sendable` as ``Shared``.
final class Lock: @unchecked Sendable {
    private var isHeld = false
    private var waiters = Waiters()

    func lock() async {
        await Task.yield()
        while isHeld { await withUnsafeContinuation { waiters.append($0) } }
        isHeld = true
    }

    func unlock() async {
        await Task.yield()
        isHeld = false
        waiters.wakeAll()
    }

    @discardableResult
    func withLock<Answer>(_ work: () async -> Answer) async -> Answer {
        await lock()
        let answer = await work()
        await unlock()
        return answer
    }

    /// Waits on a condition: lets go of the mutex and waits in one step, and takes it again.
    fileprivate func wait(_ append: (UnsafeContinuation<Void, Never>) -> Void) async {
        await Task.yield()
        await withUnsafeContinuation { continuation in
            append(continuation)
            isHeld = false
            waiters.wakeAll()
        }
        await lock()
    }
}

/// A condition variable that belongs to a mutex.
///
/// `@unchecked Sendable` as ``Shared``.
final class Condition: @unchecked Sendable {
    private let mutex: Lock
    private var waiters = Waiters()

    init(_ mutex: Lock) {
        self.mutex = mutex
    }

    func wait() async { await mutex.wait { waiters.append($0) } }

    func signal() async {
        await Task.yield()
        waiters.wakeFirst()
    }

    func broadcast() async {
        await Task.yield()
        waiters.wakeAll()
    }
}

/// A lock for many readers or one writer; a writer who waits keeps new readers out, as Go's does.
///
/// `@unchecked Sendable` as ``Shared``.
final class ReadWriteLock: @unchecked Sendable {
    private var readers = 0
    private var isWriting = false
    private var waitingWriters = 0
    private var waiters = Waiters()

    func lock() async {
        await Task.yield()
        waitingWriters += 1
        while isWriting || readers > 0 { await withUnsafeContinuation { waiters.append($0) } }
        waitingWriters -= 1
        isWriting = true
    }

    func unlock() async {
        await Task.yield()
        isWriting = false
        waiters.wakeAll()
    }

    func readLock() async {
        await Task.yield()
        while isWriting || waitingWriters > 0 {
            await withUnsafeContinuation { waiters.append($0) }
        }
        readers += 1
    }

    func readUnlock() async {
        await Task.yield()
        readers -= 1
        waiters.wakeAll()
    }
}

/// Waits until as many are done as were added.
///
/// `@unchecked Sendable` as ``Shared``.
final class WaitGroup: @unchecked Sendable {
    private var count: Int
    private var waiters = Waiters()

    init(_ count: Int = 0) {
        self.count = count
    }

    func add(_ number: Int) async {
        await Task.yield()
        count += number
    }

    func done() async {
        await Task.yield()
        count -= 1
        if count <= 0 { waiters.wakeAll() }
    }

    func wait() async {
        await Task.yield()
        while count > 0 { await withUnsafeContinuation { waiters.append($0) } }
    }
}
