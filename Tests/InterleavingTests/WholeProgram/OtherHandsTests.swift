import Dispatch
import Foundation
import Interleaving
import RepriseFloor
import Testing

/// Tasks of a simulation that another thread runs for it, on an actor that is shared.
///
/// One at a time, all of them here: each blocks a thread of the platform's pool until it has another one for whoever holds the actor,
/// and two that do so on two processors wait for each other for ever.
@Suite(.wholeProgram, .endsInTime, .serialized) struct OtherHandsTests {
    private actor Shared {
        private(set) var count = 0

        func add() { count += 1 }

        /// Ends when told to; whoever comes meanwhile waits for the thread of whoever called this.
        func hold(_ isHeld: DispatchSemaphore, until end: DispatchSemaphore) {
            isHeld.signal()
            end.wait()
        }
    }

    /// An actor that a thread outside of simulations is busy with until the semaphore is signalled.
    private static func busyActor() -> (actor: Shared, end: DispatchSemaphore) {
        let (actor, isHeld, end) = (
            Shared(), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)
        )
        Task.detached { await actor.hold(isHeld, until: end) }
        isHeld.wait()
        return (actor, end)
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `An hour does not pass before the answer of an actor that is busy elsewhere`(
        seed: UInt64
    ) throws {
        let (actor, end) = Self.busyActor()
        let run = Simulation(schedule: .seeded(seed), tier: .wholeProgram).run {
            await withTaskGroup { group in
                group.addTask {
                    await actor.add()
                    return "answer"
                }
                group.addTask {
                    end.signal()
                    try? await Task.sleep(for: .seconds(3_600))
                    return "time-out"
                }
                let first = await group.next()
                group.cancelAll()
                return first
            }
        }
        #expect(try run.result == "answer")
        #expect(run.elapsed == .zero)
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `What the body leaves to an actor that is busy elsewhere is done before the run ends`(
        seed: UInt64
    ) async throws {
        let log = Log<Int>()
        let (actor, end) = Self.busyActor()
        let run = Simulation(schedule: .seeded(seed), tier: .wholeProgram).run {
            let work = Task {
                await actor.add()
                log.append(1)
            }
            Task {
                await work.value
                log.append(2)
            }
            end.signal()
        }
        #expect(log.entries == [1, 2])
        #expect(run.pending.tasks.isEmpty, "\(run.pending)")
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `A child whose parent waits for it on a busy actor is waited for`(seed: UInt64) throws {
        let (actor, end) = Self.busyActor()
        let run = Simulation(schedule: .seeded(seed), tier: .wholeProgram).run {
            async let child: Void = actor.add()
            end.signal()
            await child
            return await actor.count
        }
        #expect(try run.result == 1)
    }

    @Test func `An actor goes on whose errand waits behind simulations that wait for the actor`()
        async throws
    {
        let results = await Task.detached { Self.simulateBeforeAnErrand() }.value
        for result in results { #expect(try result.get() == 2) }
    }

    /// Gives the platform's pool simulations for all of its threads, and behind them the errand of the actor that they use.
    private static func simulateBeforeAnErrand() -> [Result<Int, any Error>] {
        actor Shared {
            private var count = 0

            func add() -> Int {
                count += 1
                return min(count, 2)
            }

            /// Ends when told to, with somebody waiting for the actor.
            func hold(_ isHeld: DispatchSemaphore, until end: DispatchSemaphore) {
                Task { _ = add() }
                isHeld.signal()
                end.wait()
            }
        }
        let (shared, isHeld, end) = (
            Shared(), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)
        )
        Task.detached { await shared.hold(isHeld, until: end) }
        isHeld.wait()
        let results = Locked<[Result<Int, any Error>]>([])
        let done = DispatchGroup()
        for _ in 0..<ProcessInfo.processInfo.activeProcessorCount {
            done.enter()
            Task.detached {
                let run = Simulation(tier: .wholeProgram).run { await shared.add() }
                results.withLock { $0.append(Result { try run.result }) }
                done.leave()
            }
        }
        end.signal()
        done.wait()
        return results.withLock { $0 }
    }
}
