import Interleaving
import Testing

/// The main actor is a serial queue: what it is given first it does first, in reality and in every schedule.
@Suite(.wholeProgram, .endsInTime) struct MainActorOrderTests {
    @MainActor private final class Screen {
        var lines: [Int] = []
    }

    private static func inOrder() async -> [Int] {
        let screen = Screen()
        let tasks = (1...4).map { number in
            Task { @MainActor in screen.lines.append(number) }
        }
        for task in tasks { await task.value }
        return await screen.lines
    }

    @Test func `In reality tasks for it keep their order`() async {
        for _ in 0..<500 {
            let order = await Self.inOrder()
            #expect(order == [1, 2, 3, 4])
        }
    }

    @Test(arguments: [Exploration.Method.portfolio, .exhaustive(deviations: 2)])
    func `No schedule changes their order`(method: Exploration.Method) {
        let report = Exploration(schedules: 1_000, method: method, tier: .wholeProgram).run { _ in
            await Self.inOrder()
        } verify: { order in
            guard order == [1, 2, 3, 4] else { throw Unexpected(what: "\(order)") }
        }
        #expect(report.holds, "\(report)")
    }

    @Test
    func `Who comes to it from elsewhere comes in any order`() {
        var orders: Set<[Int]> = []
        for seed in 0..<500 as Range<UInt64> {
            let run = Simulation(schedule: .seeded(seed), tier: .wholeProgram).run {
                let screen = Screen()
                let other = Log<Int>()
                let tasks = (1...2).map { number in
                    Task.detached {
                        await MainActor.run { screen.lines.append(number) }
                    }
                }
                let last = Task.detached { other.append(await screen.lines.count) }
                for task in tasks { await task.value }
                await last.value
                return await screen.lines + other.entries
            }
            if let order = try? run.result { orders.insert(order) }
        }
        // Either comes first, and the third finds none, one or both of them done.
        #expect(orders == [[1, 2, 0], [1, 2, 1], [1, 2, 2], [2, 1, 0], [2, 1, 1], [2, 1, 2]])
    }

    @Test func `A schedule that was recorded is followed`() throws {
        for seed in 0..<20 as Range<UInt64> {
            let recorded = Simulation(schedule: .seeded(seed), tier: .wholeProgram).run {
                await Self.inOrder()
            }
            let again = Simulation(schedule: .choices(recorded.choices), tier: .wholeProgram).run {
                await Self.inOrder()
            }
            #expect(try again.result == [1, 2, 3, 4])
            #expect(again.trace == recorded.trace)
        }
    }
}
