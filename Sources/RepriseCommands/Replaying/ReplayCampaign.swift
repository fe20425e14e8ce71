import ArgumentParser

/// Every fixture under every seed.
struct ReplayCampaign {
    let tasks: [ReplayTask]
    /// The seeds; none for one run of each fixture without any.
    let seeds: [UInt64]
    /// Whether the fixtures are those of a folder, however few.
    let isFolder: Bool

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
        var reporter = ReplayReporter(options, count: count, isTable: isFolder || count > 1)
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
}
