import RepriseFloor
import RepriseTestSupport
import Testing

@Suite(.timeLimit(.generous)) struct MonitorTests {
    @Test func `A thread blocks until the value is what it waits for`() async {
        let steps = Monitor<[String]>([])
        let ended = Wakeup()
        let thread = SystemThread.start {
            let seen = steps.wait(until: nil) { $0.count >= 2 ? $0 : nil }
            steps.withLock { $0.append("after \(seen ?? [])") }
            ended.wake()
        }
        steps.withLock { $0.append("one") }
        steps.signal()
        steps.withLock { $0.append("two") }
        steps.signal()
        await ended.wait()
        #expect(steps.withLock { $0 } == ["one", "two", #"after ["one", "two"]"#])
        thread?.join()
    }

    @Test func `A deadline that has passed ends the wait`() {
        let value = Monitor(1)
        #expect(value.wait(until: MonotonicClock.microseconds - 1) { $0 > 1 ? $0 : nil } == nil)
        #expect(value.wait(until: MonotonicClock.microseconds + 1_000) { $0 > 1 ? $0 : nil } == nil)
        #expect(value.wait(until: 0) { $0 == 1 ? $0 : nil } == 1)
    }

    @Test func `A joined thread has done its work`() {
        let done = Locked(false)
        let thread = SystemThread.start { done.withLock { $0 = true } }
        thread?.join()
        #expect(done.withLock { $0 })
    }
}
