import Dispatch
import Interleaving
import Testing

/// Tasks of a simulation that another thread runs for it, on an actor that is shared.
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
}
