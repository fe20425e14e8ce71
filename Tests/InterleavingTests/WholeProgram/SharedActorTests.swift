import Foundation
import Interleaving
import RepriseFloor
import Testing

/// Counts for whoever asks; the whole process shares one.
private actor Register {
    static let shared = Register()

    private var counts: [Int: Int] = [:]

    /// Adds one, with a suspension on the way; the years between its own date and the caller's, and the new count.
    func add(to name: Int, at date: Date) async -> (years: Double, count: Int) {
        let before = counts[name, default: 0]
        let years = abs(Date().timeIntervalSince(date)) / 31_557_600
        counts[name] = before + 1
        await Task.yield()
        return (years, before + 1)
    }
}

@globalActor private actor Desk {
    static let shared = Desk()
}

/// What only the desk touches.
@Desk private var visitors = 0

@Desk private func visit() { visitors += 1 }

@MainActor private var entered = 0
@MainActor private var overlaps = 0

/// Something that is not atomic, so that two threads at once show.
@MainActor private func enterAndLeave() {
    entered += 1
    for _ in 0..<50 where entered != 1 { overlaps += 1 }
    entered -= 1
}

/// Actors that several simulations and tests outside of them share at the same time.
@Suite(.wholeProgram, .endsInTime, .serialized) struct SharedActorTests {
    private static let names = Locked(0)

    /// Works with everything that is shared; the most years that it saw between two readings of the date, and the count.
    private static func work() async -> (years: Double, count: Int) {
        let name = names.withLock { names in
            names += 1
            return names
        }
        let tasks = (0..<3).map { _ in
            Task.detached {
                var most = 0.0
                for _ in 0..<4 {
                    most = max(most, await Register.shared.add(to: name, at: Date()).years)
                    await visit()
                    await enterAndLeave()
                    await Task.yield()
                }
                return most
            }
        }
        var most = 0.0
        for task in tasks { most = max(most, await task.value) }
        return (most, await Register.shared.add(to: name, at: Date()).count)
    }

    private static func check(_ outcome: (years: Double, count: Int), _ who: String) {
        #expect(outcome.count == 13, "\(who)")
        #expect(outcome.years < 0.1, "\(who) saw a date that is not its own")
    }

    @Test(arguments: 0..<4)
    func `Everybody comes to an end, and sees the own time`(round: Int) async throws {
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<24 {
                group.addTask {
                    for seed in 0..<10 as Range<UInt64> {
                        guard number % 3 > 0 else {
                            Self.check(await Self.work(), "outside")
                            continue
                        }
                        let run = Simulation(schedule: .seeded(seed), tier: .wholeProgram).run {
                            await Self.work()
                        }
                        do {
                            Self.check(try run.result, "a simulation")
                        } catch {
                            Issue.record("\(error)")
                        }
                        await Task.yield()
                    }
                }
            }
        }
        #expect(await overlaps == 0, "the main actor is one, whoever runs its code")
    }

    @Test func `A run that a limit stopped leaves no actor behind that waits for ever`()
        async throws
    {
        for steps in 1..<40 {
            let limits = SimulationLimits(steps: steps)
            let run = Simulation(limits: limits, tier: .wholeProgram).run { await Self.work() }
            guard case .stepLimit = run.ending else { continue }
            Self.check(await Self.work(), "after \(steps) steps")
        }
    }

    @Test func `A task that an earlier run left behind is told where somebody waits for it`() throws
    {
        /// Answers questions in a task of its own, as a singleton may.
        final class Service: Sendable {
            private let questions: AsyncStream<CheckedContinuation<Int, Never>>.Continuation

            init() {
                let (stream, input) = AsyncStream<CheckedContinuation<Int, Never>>.makeStream()
                questions = input
                Task { for await question in stream { question.resume(returning: 1) } }
            }

            func ask() async -> Int {
                await withCheckedContinuation { _ = questions.yield($0) }
            }
        }
        let kept = Locked<Service?>(nil)
        let runs = (0..<2).map { _ in
            Simulation(tier: .wholeProgram).run {
                let service = kept.withLock { kept in
                    let service = kept ?? Service()
                    kept = service
                    return service
                }
                return await service.ask()
            }
        }
        #expect(try runs[0].result == 1)
        guard case .stuck = runs[1].ending else {
            Issue.record("\(runs[1].ending)")
            return
        }
        #expect(runs[1].departures.tasksFromBefore == 1)
        #expect(runs[1].departures.report.contains("1 task(s) of an earlier run woken"))
        #expect(runs[1].departures.report.contains("SharedActorTests.swift"))
    }

    @Test func `What is shared is told`() throws {
        let stop = Locked(false)
        let outside = Task {
            while !stop.withLock({ $0 }) { _ = await Self.work() }
        }
        defer { stop.withLock { $0 = true } }
        // Sooner or later the two meet, however busy the machine is; the time limit ends it otherwise.
        var reports: [String] = []
        for seed in 0..<UInt64.max {
            guard !Task.isCancelled else { break }
            let run = Simulation(schedule: .seeded(seed), tier: .wholeProgram).run {
                await Self.work()
            }
            guard !run.isReproducible else { continue }
            reports.append(run.departures.report)
            if reports.last?.contains("on an actor that is shared") == true { break }
        }
        #expect(
            reports.contains { $0.contains("on an actor that is shared") },
            "\(reports.suffix(3))"
        )
        _ = outside
    }
}
