import Testing

@testable import SessionRecording

@Suite struct FlushPolicyTests {
    @Test func `A flush is due one interval after the first entry that is not flushed`() {
        var policy = FlushPolicy(interval: 100)
        #expect(policy.deadline == nil)
        let first = policy.wrote(unflushed: 10, appended: 1_000, at: 1_000)
        let second = policy.wrote(unflushed: 20, appended: 1_090, at: 1_090)
        #expect(!first && !second)
        #expect(policy.deadline == 1_100)
        #expect(!policy.isDue(at: 1_099))
        #expect(policy.isDue(at: 1_100))
        policy.flushed(at: 1_100)
        #expect(policy.deadline == nil)
    }

    @Test func `A full buffer does not wait for the interval`() {
        var policy = FlushPolicy(interval: 1_000_000)
        let almost = policy.wrote(unflushed: 64 * 1024 - 1, appended: 0, at: 0)
        let full = policy.wrote(unflushed: 64 * 1024, appended: 0, at: 0)
        #expect(!almost && full)
    }

    @Test func `Without an interval every entry is flushed, and without a policy none`() {
        var always = FlushPolicy(interval: 0)
        let each = always.wrote(unflushed: 1, appended: 5, at: 5)
        var never = FlushPolicy(interval: nil)
        let none = never.wrote(unflushed: 1 << 30, appended: 5, at: 5)
        #expect(each && !none)
        #expect(never.deadline == nil)
    }

    @Test func `The interval counts from when an entry was appended, not from its turn`() {
        var policy = FlushPolicy(interval: 100)
        let atOnce = policy.wrote(unflushed: 10, appended: 1_000, at: 1_100)
        #expect(atOnce)
        policy.flushed(at: 1_100)
        let early = policy.wrote(unflushed: 10, appended: 1_090, at: 1_150)
        #expect(!early)
        #expect(policy.deadline == 1_190)
    }

    @Test func `Behind a backlog not every entry is flushed, but each soon`() {
        var policy = FlushPolicy(interval: 800)
        var flushes = 0
        // A thousand entries that all are late, one each 10 microseconds.
        for step in Int64(0)..<1_000 {
            let now = 10_000 + step * 10
            guard policy.wrote(unflushed: 10, appended: 0, at: now) else { continue }
            policy.flushed(at: now)
            flushes += 1
        }
        #expect((90...101).contains(flushes))
        #expect(policy.isDue(at: 30_000) || policy.deadline == nil)
    }
}
