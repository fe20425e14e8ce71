import Dispatch
import Foundation
import Glibc
import Interleaving
import RepriseFloor
import Testing

/// Sleeps on the thread, as code does that knows nothing of tasks.
private func block(for seconds: Double) { Thread.sleep(forTimeInterval: seconds) }

/// A moment as the C library writes it, seconds and nanoseconds.
///
/// Its fields are not named: which module they are of depends on what else is compiled.
private struct Moment {
    private var words = [0, 0]

    /// A moment of a clock, so long from now.
    init(on clock: clockid_t, in duration: Duration) {
        words.withUnsafeMutableBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            clock_gettime(clock, start.assumingMemoryBound(to: timespec.self))
        }
        let (seconds, attoseconds) = duration.components
        let nanoseconds = words[1] + Int(attoseconds / 1_000_000_000)
        let second = 1_000_000_000
        words = [words[0] + Int(seconds) + nanoseconds / second, nanoseconds % second]
    }

    /// Waits for nothing but time.
    static func select(for seconds: Int) {
        var words = [seconds, 0]
        words.withUnsafeMutableBytes {
            _ = Glibc.select(
                0,
                nil,
                nil,
                nil,
                $0.baseAddress?.assumingMemoryBound(to: timeval.self)
            )
        }
    }

    func use(_ action: (UnsafePointer<timespec>) -> Int32) {
        words.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            _ = action(start.assumingMemoryBound(to: timespec.self))
        }
    }
}

/// Slices that wait on their thread: time passes for them, and whatever leaves the simulation meanwhile is noticed.
@Suite(.wholeProgram, .endsInTime) struct WaitingSliceTests {
    private func run<Result: Sendable>(
        limits: SimulationLimits = .default,
        _ body: @escaping @Sendable () async throws -> Result
    ) -> SimulationRun<Result> {
        Simulation(limits: limits, tier: .wholeProgram).run(body)
    }

    private static let sleeps: [(name: String, sleep: @Sendable () -> Void)] = [
        ("Thread.sleep", { Thread.sleep(forTimeInterval: 3_600) }),
        ("Thread.sleep until", { Thread.sleep(until: Date() + 3_600) }),
        ("sleep", { _ = sleep(3_600) }),
        ("usleep", { _ = usleep(3_600_000_000) }),
        (
            "clock_nanosleep",
            {
                Moment(on: CLOCK_MONOTONIC, in: .seconds(3_600)).use {
                    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, $0, nil)
                }
            }
        ),
        ("select", { Moment.select(for: 3_600) }),
    ]

    @Test(arguments: 0..<6)
    func `A slice that sleeps takes virtual time and no other`(number: Int) throws {
        let (name, sleep) = Self.sleeps[number]
        let run = run {
            let start = ContinuousClock.now
            sleep()
            let slept = start.duration(to: .now)
            try await Task.sleep(for: .seconds(1))
            return (slept, start.duration(to: .now))
        }
        let (slept, all) = try run.result
        // Foundation computes with floating point, and reads the clock more than once.
        #expect(abs((slept - .seconds(3_600)) / .milliseconds(1)) < 1, "\(name): \(slept)")
        #expect(all - slept == .seconds(1), "a timer counts from when it was set")
        #expect(run.elapsed >= all)
        #expect(run.departures.isEmpty && run.isReproducible)
    }

    @Test(arguments: [0.1, 10, 3_600])
    func `A loop that reads the clock until a deadline ends`(seconds: Double) throws {
        let run = run {
            let deadline = Date() + seconds
            while Date() < deadline {}
            return ContinuousClock.now
        }
        _ = try run.result
        #expect(run.elapsed >= .seconds(seconds) && run.isReproducible)
    }

    @Test func `Reading the clock now and then moves nothing`() throws {
        let run = run {
            let start = Date()
            for _ in 0..<500 { _ = Date() }
            return Date() == start
        }
        #expect(try run.result)
        #expect(run.elapsed == .zero)
    }

    @Test func `Whoever sleeps on another task comes late`() throws {
        let run = run {
            let start = ContinuousClock.now
            let other = Task {
                try await Task.sleep(for: .seconds(1))
                return start.duration(to: .now)
            }
            await Task.yield()
            block(for: 5)
            return try await other.value
        }
        #expect(try run.result >= .seconds(5))
    }

    @Test func `A slice that sleeps beyond the limit ends the run`() throws {
        let run = run(limits: SimulationLimits(time: .seconds(60))) {
            block(for: 3_600)
            try await Task.sleep(for: .seconds(1))
        }
        guard case .timeLimit = run.ending else {
            Issue.record("\(run.ending)")
            return
        }
    }

    @Test(.standingIn)
    func `A wait that times out is noticed, and as much time has passed`() throws {
        let waits: [@Sendable () -> Void] = [
            { _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .milliseconds(20)) },
            { _ = poll(nil, 0, 20) },
            {
                let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
                defer { semaphore.deallocate() }
                sem_init(semaphore, 0, 0)
                Moment(on: CLOCK_REALTIME, in: .milliseconds(20)).use {
                    sem_timedwait(semaphore, $0)
                }
            },
        ]
        for (number, wait) in waits.enumerated() {
            let run = run {
                let start = ContinuousClock.now
                wait()
                return start.duration(to: .now)
            }
            #expect(try run.result == .milliseconds(20), "wait \(number)")
            #expect(run.departures.blockingCalls == 1, "wait \(number)")
        }
    }

    @Test(.standingIn)
    func `A condition waits for so long of virtual time, whichever clock it goes by`() throws {
        let waits: [(name: String, wait: @Sendable () -> Void)] = [
            (
                "NSCondition",
                {
                    let condition = NSCondition()
                    condition.lock()
                    _ = condition.wait(until: Date() + 0.02)
                    condition.unlock()
                }
            ),
            ("realtime", { Self.wait(on: CLOCK_REALTIME, for: .milliseconds(20)) }),
            ("monotonic", { Self.wait(on: CLOCK_MONOTONIC, for: .milliseconds(20)) }),
        ]
        for (name, wait) in waits {
            let run = run {
                let start = ContinuousClock.now
                wait()
                return start.duration(to: .now)
            }
            let passed = try run.result
            #expect(abs((passed - .milliseconds(20)) / .milliseconds(1)) < 1, "\(name): \(passed)")
            #expect(run.departures.blockingCalls == 1, "\(name)")
        }
    }

    private static func wait(on clock: clockid_t, for duration: Duration) {
        let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
        defer {
            mutex.deallocate()
            condition.deallocate()
        }
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, clock)
        pthread_cond_init(condition, &attributes)
        pthread_mutex_init(mutex, nil)
        pthread_mutex_lock(mutex)
        Moment(on: clock, in: duration).use { pthread_cond_timedwait(condition, mutex, $0) }
        pthread_mutex_unlock(mutex)
    }

    @Test(.standingIn)
    func `A condition that another thread signals is noticed, and costs no time`() throws {
        let run = run {
            Self.waitForAnotherThread()
            return ContinuousClock.now
        }
        _ = try run.result
        #expect(run.elapsed == .zero)
        // It may have come first.
        #expect(run.departures.threads == 1)
    }

    private static func waitForAnotherThread() {
        let (condition, isOpen) = (NSCondition(), Locked(false))
        Thread.detachNewThread {
            condition.withLock {
                isOpen.withLock { $0 = true }
                condition.broadcast()
            }
        }
        condition.withLock {
            while !isOpen.withLock({ $0 }) { condition.wait() }
        }
    }

    @Test
    func
        `A queue that is busy is noticed where a slice waits for it, and one that is not is none of anybody's business`()
        throws
    {
        let syncs:
            [(
                name: String,
                sync: @Sendable (DispatchQueue, @escaping @Sendable () -> Void) -> Void
            )] = [
                ("sync", { $0.sync(execute: $1) }),
                ("barrier", { $0.sync(flags: .barrier, execute: $1) }),
                ("work item", { $0.sync(execute: DispatchWorkItem(block: $1)) }),
                (
                    "result",
                    { queue, work in
                        _ = queue.sync { () -> Int in
                            work(); return 1
                        }
                    }
                ),
            ]
        for (name, sync) in syncs {
            let queue = DispatchQueue(label: "idle")
            let free = run {
                let (ran, time) = (Locked(0), Date())
                for _ in 0..<50 { sync(queue) { if Date() == time { ran.withLock { $0 += 1 } } } }
                return ran.withLock { $0 }
            }
            #expect(try free.result == 50, "\(name): it runs in the simulation's time")
            #expect(free.departures.isEmpty, "\(name): \(free.departures)")
            let busy = DispatchQueue(label: "busy")
            let (began, goesOn) = (Latch("the queue began"), DispatchSemaphore(value: 0))
            busy.async {
                began.open()
                goesOn.wait()
            }
            try began.wait()
            Thread.detachNewThread {
                // Long enough for the other to wait; if it is not, the test proves nothing.
                usleep(50_000)
                goesOn.signal()
            }
            let waiting = run { sync(busy) {} }
            try waiting.result
            #expect(waiting.departures.blockingCalls == 1, "\(name)")
            #expect(waiting.departures.report.contains("WaitingSliceTests.swift"), "\(name)")
        }
    }

    @Test func `Looking up a host is noticed, reading an address is not`() throws {
        func lookUp(_ name: String) -> SimulationRun<Int32> {
            run {
                var found: UnsafeMutablePointer<addrinfo>?
                let result = getaddrinfo(name, "80", nil, &found)
                if let found { freeaddrinfo(found) }
                return result
            }
        }
        let address = lookUp("127.0.0.1")
        #expect(try address.result == 0)
        #expect(address.departures.isEmpty)
        let name = lookUp("localhost")
        _ = try name.result
        #expect(name.departures.blockingCalls == 1)
        #expect(name.departures.report.contains("WaitingSliceTests.swift"))
    }

    @Test func `What Dispatch does elsewhere is noticed`() throws {
        let departing: [(name: String, work: @Sendable () -> Void)] = [
            ("concurrentPerform", { DispatchQueue.concurrentPerform(iterations: 2) { _ in } }),
            ("notify", { DispatchGroup().notify(queue: DispatchQueue(label: "outside")) {} }),
            (
                "timer",
                {
                    let timer = DispatchSource.makeTimerSource(
                        queue: DispatchQueue(label: "outside")
                    )
                    timer.schedule(deadline: .now() + .seconds(60))
                    timer.activate()
                    timer.cancel()
                }
            ),
        ]
        for (name, work) in departing {
            let run = run { work() }
            try run.result
            #expect(run.departures.dispatch >= 1, "\(name)")
            #expect(!run.isReproducible, "\(name)")
        }
    }

    @Test func `Every source of random numbers follows the seed`() throws {
        let draws: [(name: String, draw: @Sendable () -> Int)] = [
            ("rand", { Int(rand()) }),
            ("random", { random() }),
            ("lrand48", { lrand48() }),
            ("drand48", { Int(drand48() * 1e9) }),
            (
                "getentropy",
                {
                    var value = 0
                    _ = withUnsafeMutableBytes(of: &value) { getentropy($0.baseAddress!, 8) }
                    return value
                }
            ),
            (
                "fopen",
                {
                    guard let file = fopen("/dev/urandom", "rb") else { return 0 }
                    defer { fclose(file) }
                    var value = 0
                    _ = withUnsafeMutableBytes(of: &value) { fread($0.baseAddress!, 1, 8, file) }
                    return value
                }
            ),
        ]
        for (name, draw) in draws {
            let drawn = try (0..<3 as Range<UInt64>).map { seed in
                try (0..<2).map { _ in
                    try Simulation(randomSeed: seed, tier: .wholeProgram).run { draw() }.result
                }
            }
            #expect(drawn.allSatisfy { $0[0] == $0[1] }, "\(name): one seed, one number: \(drawn)")
            #expect(Set(drawn.map { $0[0] }).count == 3, "\(name): \(drawn)")
        }
    }
}

extension Trait where Self == ConditionTrait {
    /// For what a sanitizer stands in for itself.
    fileprivate static var standingIn: Self {
        .disabled(if: TestProcess.isSanitized, "the sanitizers stand in for these themselves")
    }
}
