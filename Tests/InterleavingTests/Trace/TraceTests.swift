import Interleaving
import RepriseFloor
import Testing

@Suite struct TraceTests {
    private func step(_ task: Int, at time: Duration = .zero, choice: Int = 0) -> TraceStep {
        TraceStep(time: time, kind: .task, task: task, readyCount: 2, choice: choice)
    }

    @Test func `A trace reads as one line for each step`() {
        let simulation = Simulation()
        let clock = simulation.clock
        let run = simulation.run {
            async let child: Void = Task.yield()
            try await clock.sleep(for: .milliseconds(2))
            await child
        }
        #expect(
            run.trace.description == """
                0 @0 task 0 choice 0 of 1
                1 @0 task 1 choice 0 of 2
                2 @0 errand 1 choice 0 of 2
                3 @0 task 1 choice 0 of 2
                4 @2000000 task 0 choice 0 of 1

                """
        )
    }

    @Test func `The hash is that of the published algorithm`() {
        var hash = StableHash()
        #expect(hash.value == 0xCBF2_9CE4_8422_2325)
        hash.combine("foobar")
        #expect(hash.value == 0x8594_4171_F739_67E8)
    }

    @Test func `Traces that differ in any part have different hashes`() {
        let traces = [
            Trace(steps: []),
            Trace(steps: [step(0)]),
            Trace(steps: [step(1)]),
            Trace(steps: [step(0, at: .nanoseconds(1))]),
            Trace(steps: [step(0, choice: 1)]),
            Trace(steps: [TraceStep(time: .zero, kind: .task, task: 0, readyCount: 3, choice: 0)]),
            Trace(steps: [TraceStep(time: .zero, kind: .errand, task: 0, readyCount: 2, choice: 0)]
            ),
            Trace(steps: [step(0), step(0)]),
        ]
        #expect(Set(traces.map(\.stableHash)).count == traces.count)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `Steps come back as they were, whatever is in them`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var time = Duration.zero
        let steps = (0..<500).map { _ in
            switch Int.random(in: 0..<8, using: &random) {
            case 0: time += .milliseconds(Int.random(in: 0..<3, using: &random))
            case 1: time += Duration(secondsComponent: 1, attosecondsComponent: 1)
            default: break
            }
            let kinds = [TraceStep.Kind.task, .errand, .decision, .passing]
            let limits = [3, 255, 256, 257, 8_191, 8_192, 8_193, 4_000_000_000]
            func number() -> Int {
                let limit = limits[Int.random(in: 0..<limits.count, using: &random)]
                return Bool.random(using: &random)
                    ? limit : Int.random(in: 0...limit, using: &random)
            }
            return TraceStep(
                time: time,
                kind: kinds[Int.random(in: 0..<4, using: &random)],
                task: number(),
                readyCount: number(),
                choice: number()
            )
        }
        let trace = Trace(steps: steps)
        #expect(Array(trace.steps) == steps)
        #expect(trace.steps.count == steps.count)
        #expect(trace.steps.indices.map { trace.steps[$0] } == steps)
        #expect(trace == Trace(steps: steps))
        for place in stride(from: 0, to: steps.count, by: 50) {
            var others = steps
            others[place] = step(7, at: steps[place].time, choice: 1_000_000)
            #expect(Trace(steps: others) != trace)
            #expect(Trace(steps: others).firstDifference(from: trace) == place)
        }
    }

    @Test func `The first difference is the step at which two traces part`() {
        let short = Trace(steps: [step(0), step(1)])
        let long = Trace(steps: [step(0), step(1), step(2)])
        let other = Trace(steps: [step(0), step(2), step(2)])
        #expect(short.firstDifference(from: short) == nil)
        #expect(short.firstDifference(from: long) == 2)
        #expect(long.firstDifference(from: short) == 2)
        #expect(long.firstDifference(from: other) == 1)
    }

    @Test func `The generator gives the published numbers`() {
        var generator = SplitMix64(seed: 1_234_567)
        let numbers = (0..<3).map { _ in generator.next() }
        #expect(
            numbers == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            ]
        )
    }
}
