import Dispatch
import Foundation
import Interleaving
import Testing

/// Sleeps on the thread, as code does that knows nothing of tasks.
private func block(for seconds: Double) { Thread.sleep(forTimeInterval: seconds) }

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
                var now = timespec()
                clock_gettime(CLOCK_MONOTONIC, &now)
                now.tv_sec += 3_600
                clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &now, nil)
            }
        ),
        (
            "select",
            {
                var hour = timeval(tv_sec: 3_600, tv_usec: 0); select(0, nil, nil, nil, &hour)
            }
        ),
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

    @Test func `A wait that times out is noticed, and as much time has passed`() throws {
        let waits: [@Sendable () -> Void] = [
            { _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .milliseconds(20)) },
            { _ = poll(nil, 0, 20) },
            {
                var semaphore = sem_t()
                sem_init(&semaphore, 0, 0)
                var deadline = timespec()
                clock_gettime(CLOCK_REALTIME, &deadline)
                deadline.tv_nsec += 20_000_000
                if deadline.tv_nsec >= 1_000_000_000 {
                    deadline.tv_sec += 1
                    deadline.tv_nsec -= 1_000_000_000
                }
                _ = sem_timedwait(&semaphore, &deadline)
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
