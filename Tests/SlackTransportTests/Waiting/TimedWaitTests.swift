import Interleaving
import RepriseFloor
import SlackWire
import Testing
import TransportTestKit

@testable import SlackTransport

@Suite struct TimedWaitTests {
    @Test func `A value is set to the fallback when the time is over, and not before`() throws {
        let simulation = Simulation()
        let clock = SessionClock(simulation.clock)
        let run = simulation.run {
            let late = OneShot<String>()
            let value = await late.wait(for: .seconds(3), on: clock, orResolveTo: "late")
            #expect(value == "late")
            #expect(clock.now == .seconds(3))

            let early = OneShot<String>()
            async let waiting = early.wait(for: .seconds(3), on: clock, orResolveTo: "late")
            try await clock.sleep(for: .seconds(2))
            early.resolve("early")
            #expect(await waiting == "early")
        }
        try run.result
        #expect(run.elapsed == .seconds(5), "the timer was given up with the wait")
    }

    @Test func `A signal is raised for everybody when the time of one has come`() throws {
        let simulation = Simulation()
        let clock = SessionClock(simulation.clock)
        let run = simulation.run {
            let signal = Signal()
            async let other: Void = signal.wait(since: 0)
            await signal.wait(since: 0, until: .seconds(3), on: clock)
            await other
            await signal.wait(since: 0, until: .seconds(9), on: clock)
        }
        try run.result
        #expect(run.elapsed == .seconds(3))
    }

    @Test(arguments: 0..<20)
    func `A wait ends by wake, by cancellation and by time`(_ seed: UInt64) throws {
        let simulation = Simulation(schedule: .seeded(seed))
        let clock = SessionClock(simulation.clock)
        let run = simulation.run {
            let woken = Wakeup()
            async let first = woken.wait()
            woken.wake()
            #expect(await first != nil)
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await Wakeup().wait() }
                group.addTask { await Wakeup().wait(until: .seconds(900), on: clock) }
                group.cancelAll()
            }
            let before = clock.now
            await Wakeup().wait(until: .seconds(5), on: clock)
            return (before, clock.now)
        }
        let (before, after) = try run.result
        #expect(before == .zero)
        #expect(after == .seconds(5))
    }

    @Test func `A wake in time leaves no timer behind`() throws {
        let simulation = Simulation()
        let clock = SessionClock(simulation.clock)
        let run = simulation.run {
            let wakeup = Wakeup()
            async let wait: Void = wakeup.wait(until: .seconds(3_600), on: clock)
            try await clock.sleep(for: .seconds(1))
            wakeup.wake()
            await wait
        }
        #expect(run.elapsed == .seconds(1))
    }

    @Test(arguments: 0..<20)
    func `A turnstile lets tasks through in the order in which they came`(_ seed: UInt64) throws {
        let simulation = Simulation(schedule: .seeded(seed))
        let clock = SessionClock(simulation.clock)
        let came = Notebook<Int>()
        let passed = Notebook<Int>()
        let inside = Locked(0)
        let run = simulation.run {
            let turnstile = Turnstile()
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        came.append(number)
                        try? await turnstile.pass { () async throws(TransportFailure) in
                            #expect(
                                inside.withLock {
                                    $0 += 1; return $0
                                } == 1
                            )
                            passed.append(number)
                            try? await clock.sleep(for: .milliseconds(1))
                            inside.withLock { $0 -= 1 }
                        }
                    }
                }
            }
        }
        try run.result
        #expect(passed.notes == came.notes)
        #expect(passed.notes.count == 8)
    }

    @Test(arguments: 0..<20)
    func `Who is cancelled while waiting at a turnstile does not pass, and nobody is stuck`(
        _ seed: UInt64
    ) throws {
        let simulation = Simulation(schedule: .seeded(seed))
        let clock = SessionClock(simulation.clock)
        let passed = Notebook<String>()
        let run = simulation.run {
            let turnstile = Turnstile()
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    try? await turnstile.pass { () async throws(TransportFailure) in
                        try? await clock.sleep(for: .seconds(2))
                        passed.append("first")
                    }
                }
                group.addTask {
                    try? await clock.sleep(for: .seconds(1))
                    await withTaskGroup(of: Void.self) { inner in
                        inner.addTask {
                            try? await turnstile.pass { () async throws(TransportFailure) in
                                passed.append("cancelled")
                            }
                        }
                        try? await clock.sleep(for: .milliseconds(500))
                        inner.cancelAll()
                    }
                    try? await turnstile.pass { () async throws(TransportFailure) in
                        passed.append("last")
                    }
                }
            }
        }
        try run.result
        #expect(passed.notes == ["first", "last"])
    }
}
