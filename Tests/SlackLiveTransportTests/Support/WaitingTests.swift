import RepriseTestSupport
import Testing

/// The helpers that the tests of this and of other rooms wait with: what they do when nothing comes.
@Suite(.timeLimit(.generous)) struct WaitingTests {
    private struct Gone: Error, CustomStringConvertible { var description: String { "it is gone" } }

    /// Cancels a wait, as a time limit does, and returns what it said.
    private func complaint(of wait: @escaping @Sendable () async throws -> Void) async -> [String] {
        let said = Watched<[String]>([])
        await withKnownIssue(isIntermittent: true) {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { try? await wait() }
                await Task.yield()
                group.cancelAll()
            }
        } matching: { issue in
            said.update { $0 += issue.comments.map(\.rawValue) }
            return true
        }
        return said.value
    }

    @Test func `A wait for a value that does not come says what there was instead`() async {
        let count = Watched<Int>()
        count.count()
        let said = await complaint { await count.reach(3, "the third call") }
        #expect(said == ["waited in vain for the third call; there was: 1"])
    }

    @Test func `A wait for something else says so, and how it ended`() async {
        let said = await complaint {
            try await waiting(for: "an answer", seen: "half of it") {
                await untilCancelled()
                throw Gone()
            }
        }
        let end = "the wait ended with: it is gone"
        #expect(said == ["waited in vain for an answer; there was: half of it; \(end)"])
    }

    @Test func `A wait for what tells nobody says so`() async {
        let said = await complaint { await eventually("rain", seen: "sunshine") { false } }
        #expect(said == ["waited in vain for rain; there was: sunshine"])
    }

    @Test func `What has come before, or is more than was waited for, ends a wait at once`() async {
        let count = Watched<Int>()
        for _ in 0..<5 { count.count() }
        await count.reach(3, "three")
        #expect(await count.wait(for: "five") { $0 == 5 } == 5)
        await eventually("nothing to wait for", seen: "") { true }
    }

    @Test func `Everybody who waits is woken, each by the value that he waited for`() async {
        let value = Watched<Int?>(nil)
        await withTaskGroup(of: Int?.self) { group in
            for wanted in 0..<50 {
                group.addTask { await value.wait(for: "\(wanted)") { ($0 ?? -1) >= wanted } }
            }
            group.addTask {
                for number in 0..<50 {
                    value.set(number)
                    await Task.yield()
                }
                return 50
            }
            var woken: [Int] = []
            for await number in group { woken.append(number ?? -1) }
            #expect(woken.count == 51)
            #expect(woken.allSatisfy { (0...50).contains($0) })
        }
    }
}
