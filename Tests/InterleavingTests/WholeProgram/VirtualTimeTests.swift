import Foundation
import Interleaving
import Testing

/// Time, random numbers and hashing of unmodified code.
@Suite(.wholeProgram, .endsInTime) struct VirtualTimeTests {
    private let hour = Duration.seconds(3_600)

    @Test func `Every form of sleep takes virtual time`() throws {
        try expectInside(true, elapsed: hour * 6) { witness in
            try await Task.sleep(nanoseconds: 3_600_000_000_000)
            witness.mark()
            try await Task.sleep(for: .seconds(3_600))
            witness.mark()
            try await Task.sleep(until: .now + .seconds(3_600), clock: .continuous)
            witness.mark()
            try await Task.sleep(until: .now + .seconds(3_600), clock: .suspending)
            witness.mark()
            try await ContinuousClock().sleep(for: .seconds(3_600))
            witness.mark()
            try await SuspendingClock().sleep(for: .seconds(3_600), tolerance: .seconds(60))
            witness.mark()
            return true
        }
    }

    @Test func `Standard clocks show exactly the time slept`() throws {
        try expectInside([Duration.seconds(5), .seconds(5)], elapsed: .seconds(5)) { _ in
            let continuous = ContinuousClock.now
            let suspending = SuspendingClock.now
            try await Task.sleep(for: .seconds(5))
            return [
                continuous.duration(to: .now), suspending.duration(to: .now),
            ]
        }
    }

    @Test func `Date starts at the recording's own epoch`() throws {
        let epoch = Duration.milliseconds(1_500_000_000_250)
        let run = Simulation(tier: .wholeProgram, epoch: epoch).run {
            let start = Date()
            try await Task.sleep(for: .seconds(90))
            return [start.timeIntervalSince1970, Date().timeIntervalSince1970]
        }
        #expect(try run.result == [1_500_000_000.25, 1_500_000_090.25])
    }

    @Test func `The simulation's clock and the standard ones are one time`() throws {
        let simulation = Simulation(tier: .wholeProgram)
        let clock = simulation.clock
        let run = simulation.run {
            let start = ContinuousClock.now
            try await clock.sleep(for: .seconds(7))
            try await Task.sleep(for: .seconds(8))
            return [clock.now.offset, start.duration(to: .now)]
        }
        #expect(try run.result == [.seconds(15), .seconds(15)])
    }

    @Test func `Time outside goes on as it was`() throws {
        let before = Date()
        _ = Simulation(tier: .wholeProgram, epoch: .zero).run {
            try await Task.sleep(for: .seconds(1_000_000))
        }
        let after = Date()
        #expect(after >= before)
        #expect(after.timeIntervalSince(before) < 100_000)
    }

    @Test func `Sleepers race in the order of their deadlines`() throws {
        try expectInside([1, 2, 3], elapsed: .seconds(3)) { _ in
            let log = Log<Int>()
            let tasks = [3, 1, 2].map { seconds in
                Task.detached {
                    try await Task.sleep(for: .seconds(seconds))
                    log.append(seconds)
                }
            }
            for task in tasks { try await task.value }
            return log.entries
        }
    }

    @Test func `A cancelled sleep ends at once and holds up nothing`() throws {
        try expectInside(true, elapsed: .seconds(1)) { _ in
            let sleeper = Task {
                try await Task.sleep(for: .seconds(3_600))
            }
            try await Task.sleep(for: .seconds(1))
            sleeper.cancel()
            let result = await sleeper.result
            guard case .failure(let error) = result else { return false }
            return error is CancellationError
        }
    }

    @Test func `A time-out that loses the race takes no time`() throws {
        try expectInside("answer", elapsed: .seconds(2)) { _ in
            try await withThrowingTaskGroup { group in
                group.addTask {
                    try await Task.sleep(for: .seconds(30))
                    return "time-out"
                }
                group.addTask {
                    try await Task.sleep(for: .seconds(2))
                    return "answer"
                }
                let first = try await group.next()
                group.cancelAll()
                return first ?? "nothing"
            }
        }
    }

    @Test func `A time-out may be due at the very moment at which its answer comes`() throws {
        for seed in 0..<100 as Range<UInt64> {
            let run = Simulation(schedule: .seeded(seed), tier: .wholeProgram).run {
                await withTaskGroup { group in
                    for name in ["answer", "time-out"] {
                        group.addTask {
                            try? await Task.sleep(for: .seconds(1))
                            return name
                        }
                    }
                    let first = await group.next()
                    group.cancelAll()
                    return first
                }
            }
            // Whoever loses is cancelled, and what would have woken it may be the last that runs.
            #expect(try run.result != nil)
            #expect(run.elapsed == .seconds(1))
        }
    }

    @Test func `A sleep inside an actor that others visit keeps its time`() throws {
        actor Room {
            func nap(_ duration: Duration) async throws { try await Task.sleep(for: duration) }
        }
        try expectInside([Duration.seconds(1), .seconds(10)], elapsed: .seconds(10)) { _ in
            let room = Room()
            let start = ContinuousClock.now
            async let long: Void = room.nap(.seconds(10))
            async let short: Void = room.nap(.seconds(1))
            try await short
            let first = start.duration(to: .now)
            try await long
            return [first, start.duration(to: .now)]
        }
    }

    @Test func `System random numbers follow from the seed`() throws {
        func draw(_ seed: UInt64) throws -> [String] {
            try Simulation(randomSeed: seed, tier: .wholeProgram).run {
                let task = Task.detached { Int.random(in: 0..<1_000_000) }
                return [
                    "\(await task.value)", "\(Double.random(in: 0..<1))", UUID().uuidString,
                    UUID().uuidString, [1, 2, 3, 4, 5, 6, 7, 8].shuffled().description,
                ]
            }.result
        }
        let first = try draw(1)
        #expect(try draw(1) == first)
        #expect(try draw(2) != first)
        #expect(first[2] != first[3])
        #expect(Set(try (0..<50).map { try draw($0)[2] }).count == 50)
    }

    @Test func `Sets and dictionaries keep one order`() throws {
        func orders() throws -> [[String]] {
            try Simulation(tier: .wholeProgram).run {
                let words = (0..<40).map { "word \($0 &* 7_919)" }
                let table = Dictionary(uniqueKeysWithValues: words.map { ($0, 1) })
                return [Array(Set(words)), Array(table.keys)]
            }.result
        }
        let first = try orders()
        for _ in 0..<100 { #expect(try orders() == first) }
    }
}
