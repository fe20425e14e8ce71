import Interleaving
import Testing

@testable import SlackBot

@Suite struct `The dispatcher` {
    typealias Machine = Dispatcher<String>

    static func machine(
        limit: Int = .max,
        capacity: Int = 100,
        whenFull: Processing.WhenFull = .wait
    ) -> Machine {
        Machine(.init(limit: limit, capacity: capacity, whenFull: whenFull))
    }

    static func entry(_ number: Int, _ lane: Machine.Lane) -> Machine.Entry {
        Machine.Entry(number: number, lane: lane, item: "event \(number)")
    }

    /// What became of an offer, in a word.
    static func word(_ outcome: Machine.Outcome) -> String {
        switch outcome {
        case .start: "start"
        case .wait: "wait"
        case .waitAndPause: "pause"
        case .dropped(let entry): "dropped \(entry.number)"
        case .refused: "refused"
        }
    }

    @Test func `runs one event of the only lane at a time, in order of arrival`() {
        var machine = Self.machine(limit: 1)
        let words = (1...4).map { Self.word(machine.offer(Self.entry($0, .only))) }
        #expect(words == ["start", "wait", "wait", "wait"])
        var order: [Int] = []
        while let next = machine.finish(.only) { order.append(next.number) }
        #expect(order == [2, 3, 4])
        #expect(machine.isIdle)
    }

    @Test func `runs keys side by side and keeps the order within each`() {
        var machine = Self.machine()
        let lanes: [Machine.Lane] = [
            .key("a"), .key("b"), .key("a"), .key(nil), .key("b"), .key(nil),
        ]
        let words = lanes.enumerated().map { Self.word(machine.offer(Self.entry($0 + 1, $1))) }
        #expect(words == ["start", "start", "wait", "start", "wait", "wait"])
        #expect(machine.finish(.key("b"))?.number == 5)
        #expect(machine.finish(.key("a"))?.number == 3)
        #expect(machine.finish(.key(nil))?.number == 6)
    }

    @Test func `forgets a lane that has nothing to do`() {
        var machine = Self.machine()
        for number in 1...1_000 {
            let lane = Machine.Lane.key("\(number)")
            _ = machine.offer(Self.entry(number, lane))
            _ = machine.finish(lane)
        }
        #expect(machine.laneCount == 0)
        #expect(machine.isIdle)
    }

    @Test func `forgets a lane whose only event was dropped, however many there are`() {
        var machine = Self.machine(limit: 1, capacity: 3, whenFull: .dropOldest)
        for number in 1...10_000 {
            _ = machine.offer(Self.entry(number, .key("\(number)")))
            #expect(machine.laneCount <= 4)
        }
        #expect(machine.finish(.key("1"))?.number == 9_998)
        #expect(machine.finish(.key("9998"))?.number == 9_999)
    }

    @Test func `a lane whose event was dropped takes its turn when it asks again`() {
        var machine = Self.machine(limit: 1, capacity: 2, whenFull: .dropOldest)
        let lanes = ["a", "b", "c", "d", "b"]
        let words = lanes.enumerated().map { index, name in
            Self.word(machine.offer(Self.entry(index + 1, .key(name))))
        }
        #expect(words == ["start", "wait", "wait", "dropped 2", "dropped 3"])
        #expect(machine.finish(.key("a"))?.number == 4, "b was dropped, and d asked before b again")
        #expect(machine.finish(.key("d"))?.number == 5)
    }

    @Test func `gives a free place to the lane that has waited longest`() {
        var machine = Self.machine(limit: 2)
        let words = ["a", "b", "c", "a", "d"].enumerated().map { index, name in
            Self.word(machine.offer(Self.entry(index + 1, .key(name))))
        }
        #expect(words == ["start", "start", "wait", "wait", "wait"])
        #expect(machine.finish(.key("a"))?.number == 3, "c asked before a's second event")
        #expect(machine.finish(.key("b"))?.number == 5)
        #expect(machine.finish(.key("c"))?.number == 4)
        #expect(machine.finish(.key("d")) == nil)
    }

    @Test func `asks for a pause when more waits than may, until there is room`() {
        var machine = Self.machine(limit: 1, capacity: 2)
        let words = (1...4).map { Self.word(machine.offer(Self.entry($0, .only))) }
        #expect(words == ["start", "wait", "wait", "pause"])
        #expect(!machine.hasRoom)
        _ = machine.finish(.only)
        #expect(machine.hasRoom)
    }

    @Test func `drops the oldest of all lanes to make room`() {
        var machine = Self.machine(capacity: 2, whenFull: .dropOldest)
        for (index, name) in ["a", "b", "b", "a"].enumerated() {
            _ = machine.offer(Self.entry(index + 1, .key(name)))
        }
        #expect(Self.word(machine.offer(Self.entry(5, .key("a")))) == "dropped 3")
        #expect(machine.finish(.key("b")) == nil)
        #expect(machine.finish(.key("a"))?.number == 4)
        #expect(machine.finish(.key("a"))?.number == 5)
    }

    @Test func `drops the newest where nothing may wait`() {
        var machine = Self.machine(limit: 1, capacity: 0, whenFull: .dropOldest)
        #expect(Self.word(machine.offer(Self.entry(1, .only))) == "start")
        #expect(Self.word(machine.offer(Self.entry(2, .only))) == "dropped 2")
    }

    @Test func `refuses what is too much, and takes more when there is room again`() {
        var machine = Self.machine(limit: 1, capacity: 1, whenFull: .fail)
        let words = (1...3).map { Self.word(machine.offer(Self.entry($0, .only))) }
        #expect(words == ["start", "wait", "refused"])
        #expect(machine.finish(.only)?.number == 2)
        #expect(Self.word(machine.offer(Self.entry(4, .only))) == "wait")
    }

    @Test func `hands back all that waits, in order of arrival`() {
        var machine = Self.machine()
        for number in 1...6 { _ = machine.offer(Self.entry(number, .key("\(number % 2)"))) }
        #expect(machine.removeWaiting().map(\.number) == [3, 4, 5, 6])
        #expect(machine.waitingCount == 0)
        #expect(machine.finish(.key("0")) == nil)
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `never runs a lane twice, exceeds no bound and keeps each lane's order`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let limit = Int.random(in: 1...4, using: &random)
        let capacity = Int.random(in: 0...6, using: &random)
        let whenFull: Processing.WhenFull = seed % 2 == 0 ? .dropOldest : .fail
        var machine = Self.machine(limit: limit, capacity: capacity, whenFull: whenFull)
        var running: [Machine.Lane] = []
        var lastOf: [Machine.Lane: Int] = [:]
        func started(_ entry: Machine.Entry) {
            #expect(!running.contains(entry.lane))
            #expect((lastOf[entry.lane] ?? 0) < entry.number)
            lastOf[entry.lane] = entry.number
            running.append(entry.lane)
        }
        for number in 1...400 {
            if Bool.random(using: &random), let lane = running.randomElement(using: &random) {
                running.removeAll { $0 == lane }
                if let next = machine.finish(lane) { started(next) }
            } else {
                let entry = Self.entry(number, .key("\(Int.random(in: 0..<5, using: &random))"))
                if case .start = machine.offer(entry) { started(entry) }
            }
            #expect(machine.isIdle == (running.isEmpty && machine.waitingCount == 0))
            #expect(running.count <= limit)
            #expect(machine.waitingCount <= capacity)
            #expect(machine.waitingCount == 0 || !running.isEmpty, "something waits for nothing")
        }
    }
}
