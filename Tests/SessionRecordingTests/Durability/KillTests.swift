import Foundation
import RepriseFloor
import RepriseTestSupport
import SessionRecording
import Testing

/// A recorder under load is killed at random moments, again and again.
///
/// 200 times; as often as `REPRISE_KILLS` says where somebody has the time.
@Suite(.timeLimit(.minutes(10))) struct KillTests {
    private static let kills =
        ProcessInfo.processInfo.environment["REPRISE_KILLS"].flatMap(Int.init) ?? 200

    /// How the recorder flushes: after how many microseconds, and what for.
    private static let ways = [(0, "flush"), (2_000, "flush"), (2_000, "fsync"), (2_000, "none")]

    @Test(arguments: 0..<4)
    func `A killed recorder leaves everything it had flushed, and no corrupt file`(
        way: Int
    ) async throws {
        let (interval, durability) = Self.ways[way]
        // Seeded by the way alone: a failure names the run that it happened in.
        var random = SeededGenerator(seed: UInt64(way + 1))
        for run in 0..<Self.kills / Self.ways.count {
            try await withFolder { folder in
                let path = folder + "/a.jsonl.gz"
                // At once, while it starts; between flushes; while a fixture is finished.
                let lines = Int.random(in: 0...30, using: &random) / (durability == "none" ? 10 : 1)
                let pause = Int.random(in: 0...3_000, using: &random)
                let claims = try await offPool {
                    let recorder = try KillableRecorder(
                        path,
                        interval: interval,
                        durability: durability
                    )
                    #expect(recorder.waitForLines(lines))
                    Self.spin(microseconds: pause)
                    recorder.killAndCollect()
                    return recorder.claims
                }
                try check(folder, claims, "way \(way), run \(run)")
            }
        }
    }

    private func check(
        _ folder: String,
        _ claims: KillableRecorder.Claims,
        _ place: String
    ) throws {
        #expect(claims.words.isEmpty, "\(place)")
        var sessions: [String: Session] = [:]
        for name in try files(in: folder) {
            do throws(FixtureError) {
                sessions[name] = try Session(contentsOf: folder + "/" + name)
            } catch {
                // Killed before the header was flushed: then nothing was promised.
                guard case .notAFixture(let what) = error.reason, what != .foreign else {
                    throw error
                }
            }
        }
        for (name, session) in sessions {
            #expect(session.isInOrder, "\(place): \(name)")
        }
        let finished = sessions["a.jsonl.gz"]
        #expect(finished?.isComplete ?? true, "\(place)")
        #expect((finished?.round ?? 0) >= claims.finished, "\(place)")
        guard claims.round > max(claims.finished, finished?.round ?? 0) else { return }
        let partial = try #require(sessions["a.jsonl.gz.partial"], "\(place)")
        #expect(partial.round == claims.round, "\(place)")
        #expect(partial.entries.count >= claims.flushed, "\(place)")

        let report = try SessionRepair.repair(
            path: folder + "/a.jsonl.gz.partial",
            to: folder + "/repaired"
        )
        #expect(report.entries == partial.entries.count, "\(place)")
        #expect(try Session(contentsOf: folder + "/repaired").isComplete, "\(place)")
    }

    /// Lets some time pass, so that kills come at any moment of a write.
    private static func spin(microseconds: Int) {
        let end = ContinuousClock.now.advanced(by: .microseconds(microseconds))
        while ContinuousClock.now < end {}
    }
}

extension Session {
    /// The round of the recorder.
    fileprivate var round: Int { header.title.flatMap(Int.init) ?? 0 }

    /// Whether these are the recorder's entries from the first one on.
    fileprivate var isInOrder: Bool {
        entries.enumerated().allSatisfy { index, entry in
            guard case .note(let words) = entry.kind else { return false }
            return words.hasPrefix("\(round) \(index) ")
        }
    }
}
