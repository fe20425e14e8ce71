import ArgumentParser
import SlackReplay

/// Every fixture under every seed.
struct ReplayCampaign {
    let tasks: [ReplayTask]
    /// The seeds; none for one run of each fixture without any.
    let seeds: [UInt64]
    /// The folder whose fixtures they are, however few; `nil` for one fixture.
    let folder: String?
    /// Which share of that.
    let shard: Shard?

    /// How many replays there are at most.
    var count: Int { tasks.count * max(1, seeds.count) }

    /// Replays everything; a fixture whose replay differs under a seed is not tried under the others.
    ///
    /// - Throws: The `ExitCode` that says how bad it is, or `InterruptedReplay`.
    func run(
        _ runner: some ReplayRunner,
        _ options: ReplayReporter.Options,
        suffix: String = ""
    ) async throws {
        var reporter = ReplayReporter(options, count: count, isTable: folder != nil || count > 1)
        if tasks.isEmpty { reporter.finished(emptyShare) }
        do {
            for task in tasks {
                for seed in seeds.isEmpty ? [nil] : seeds.map(Optional.some) {
                    var task = task
                    task.seed = seed
                    reporter.started(task)
                    let result = try await runner.run(task)
                    reporter.finished(result)
                    if case .asRecorded = result.verdict { continue }
                    break
                }
            }
        } catch {
            Console.progress(nil)
            try reporter.end(suffix + ", and was then interrupted")
            throw error
        }
        try reporter.end(suffix)
        if let code = reporter.exitCode { throw code }
    }

    /// What a share without a fixture comes to: nothing was replayed, so nothing passed.
    private var emptyShare: ReplayResult {
        let share = shard?.defaultValueDescription ?? "1/1"
        return ReplayResult(
            task: ReplayTask(path: folder ?? "", name: "shard \(share)"),
            verdict: .differs([
                Finding(
                    "nothing was replayed: shard \(share) of \(folder ?? "") holds no fixture",
                    next: "take no more shares than there are fixtures"
                )
            ]),
            elapsed: .zero
        )
    }
}
