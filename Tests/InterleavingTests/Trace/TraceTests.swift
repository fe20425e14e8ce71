import Interleaving
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
