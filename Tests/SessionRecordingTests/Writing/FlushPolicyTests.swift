import Testing

@testable import SessionRecording

@Suite struct FlushPolicyTests {
    @Test func `A flush is due one interval after the first entry that is not flushed`() {
        var policy = FlushPolicy(interval: 100)
        #expect(policy.deadline == nil)
        let first = policy.wrote(unflushed: 10, at: 1_000)
        let second = policy.wrote(unflushed: 20, at: 1_090)
        #expect(!first && !second)
        #expect(policy.deadline == 1_100)
        #expect(!policy.isDue(at: 1_099))
        #expect(policy.isDue(at: 1_100))
        policy.flushed()
        #expect(policy.deadline == nil)
    }

    @Test func `A full buffer does not wait for the interval`() {
        var policy = FlushPolicy(interval: 1_000_000)
        let almost = policy.wrote(unflushed: 64 * 1024 - 1, at: 0)
        let full = policy.wrote(unflushed: 64 * 1024, at: 0)
        #expect(!almost && full)
    }

    @Test func `Without an interval every entry is flushed, and without a policy none`() {
        var always = FlushPolicy(interval: 0)
        let each = always.wrote(unflushed: 1, at: 5)
        var never = FlushPolicy(interval: nil)
        let none = never.wrote(unflushed: 1 << 30, at: 5)
        #expect(each && !none)
        #expect(never.deadline == nil)
    }
}
